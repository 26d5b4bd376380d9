namespace OnlineMl.Contracts;

/// <summary>The names of OnlineMl's own fields in the bodies and answers of the River API, in one place: those that are in use, and those that are kept
/// free for what is to come.</summary>
/// <remarks>The names of the River API itself are <c>model</c>, <c>features</c>, <c>ground_truth</c>, <c>label</c>, <c>prediction</c> and
/// <c>identifier</c>.</remarks>
public static class WireNames
{
    /// <summary>The moment of the example in a predict, learn or label: a date and time as ISO 8601 writes it, or seconds since 1970. Statistics over a
    /// period forget by it. Without it the example belongs to the moment at which the service took the call; a label belongs to the moment of
    /// its prediction.</summary>
    public const string Time = "t";

    /// <summary>How many steps a predict asks of a forecaster: a whole number from 1 to 10000, 1 when it is absent. The prediction is a list of so many
    /// numbers, the next step first.</summary>
    public const string Horizon = "horizon";

    /// <summary>The arms that a predict lets a policy choose from; those that it knows when it is absent. The prediction is one of them.</summary>
    public const string Arms = "arms";

    /// <summary>The arm of a target for a policy that is not the label of a remembered choice: <c>{"arm": …, "reward": …}</c>.</summary>
    public const string Arm = "arm";

    /// <summary>The reward of such a target.</summary>
    public const string Reward = "reward";

    /// <summary>The feature that tells a new model the moment of an example, in the query of its creation.</summary>
    public const string TimeFeature = "timeFeature";

    /// <summary>How many features a step of a new model may make of one example, in the query of its creation.</summary>
    public const string MaxMadeFeatures = "maxMadeFeatures";

    /// <summary>How many names each vocabulary of a new model may have, in the query of its creation.</summary>
    public const string MaxNames = "maxNames";

    /// <summary>Whether a new model takes texts that say a number as that number, in the query of its creation; <c>parse_numbers</c> is the same.</summary>
    public const string ParseNumbers = "parseNumbers";

    /// <summary>Kept free: the features of the steps that a predict asks a forecaster for, a list of objects like <c>features</c>.</summary>
    public const string FutureFeatures = "xs";

    /// <summary>Kept free: a forecast in an answer that says more than numbers.</summary>
    public const string Forecast = "forecast";

    /// <summary>In a predict the share of targets that are to lie in their intervals, from 0.01 to 0.9999. In its answer the interval as
    /// <c>{"lower", "upper"}</c>, a list of them for a forecast, null while the model cannot tell. Only some models can be asked.</summary>
    public const string Interval = "interval";

    /// <summary>Whether a predict wants to be told <see cref="Contributions"/>, true or false. Only some models can be asked.</summary>
    public const string Explain = "explain";

    /// <summary>What each feature adds to a prediction, in an answer: <c>{"baseline", "scale", "class", "rival", "features": {name: number}}</c>. Baseline and
    /// features add up to the prediction on the scale: <c>number</c>, <c>log_number</c>, <c>log_odds</c> of the class against its rival, or its
    /// <c>probability</c>.</summary>
    public const string Contributions = "contributions";

    /// <summary>Kept free: predictions of several outputs in an answer that says more than them.</summary>
    public const string Outputs = "outputs";

    /// <summary>Kept free: whether a model wants to be told the label of an example, in an answer.</summary>
    public const string Ask = "ask";

    /// <summary>Kept free: the items to be put into an order, in a call.</summary>
    public const string Items = "items";

    /// <summary>Kept free: items in their order, in an answer.</summary>
    public const string Ranking = "ranking";

    /// <summary>How much the example of a learn or label counts when it is learned: a number of at least 0, 1 when it is absent; 0 teaches nothing. Metrics
    /// count every example once.</summary>
    public const string Weight = "weight";
}
