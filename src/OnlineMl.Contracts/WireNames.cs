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

    /// <summary>The option, and the parameter, of a model that is learned in shares: how many, as <c>3</c>.</summary>
    public const string Mixing = "mixing";

    /// <summary>The parameter of how often shares are merged, as <c>1s</c> or <c>00:00:01</c>.</summary>
    public const string MixingEvery = "mixingEvery";

    /// <summary>The features of the steps that a predict asks a forecaster for: a list of objects like <c>features</c>, the next step first, as many as
    /// <see cref="Horizon"/>, which may be left out then. Only forecasters can be given them that look at them.</summary>
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

    /// <summary>Whether a model that learns actively wants to be told the label of the example, in the answer to a predict: true or false. Such a model
    /// changes when it is asked, so that each of its predicts is an event of its log.</summary>
    public const string Ask = "ask";

    /// <summary>The items that a predict wants put into an order for the user of its features: a list of texts, whole numbers or truth values. The prediction is
    /// the list in its order, the best first. Only some models can be asked.</summary>
    public const string Items = "items";

    /// <summary>Kept free: an order of items in an answer that says more than them.</summary>
    public const string Ranking = "ranking";

    /// <summary>How much the example of a learn or label counts when it is learned: a number of at least 0, 1 when it is absent; 0 teaches nothing. Metrics
    /// count every example once.</summary>
    public const string Weight = "weight";
}
