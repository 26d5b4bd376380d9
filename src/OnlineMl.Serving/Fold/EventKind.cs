namespace OnlineMl.Serving.Fold;

/// <summary>What an event of a model's log is. The numbers are stored.</summary>
internal enum EventKind
{
    Predict = 1,
    Learn = 2,
    Label = 3,

    /// <summary>A question that may change the model, such as the choice of an arm, so that it is repeated with the other events.</summary>
    Pull = 4,

    /// <summary>New limits of what is remembered, as options.</summary>
    Limits = 5,

    /// <summary>Another model in the place of the served one, as a model file.</summary>
    Replace = 6,

    /// <summary>The end of what a share of a model brings to the next merge.</summary>
    Cut = 7,

    /// <summary>What shares of a model have learned together, as a model file.</summary>
    Merge = 8,

    // Any number that is not listed is of a newer version and refused.
}
