namespace OnlineMl.Metrics;

/// <summary>How the scores of the classes become one number.</summary>
internal enum Averaging
{
    /// <summary>Their mean over the classes.</summary>
    Macro,

    /// <summary>The score of all predictions as if they were of one class.</summary>
    Micro,

    /// <summary>Their mean over the classes, weighted by the examples of each.</summary>
    Weighted,
}
