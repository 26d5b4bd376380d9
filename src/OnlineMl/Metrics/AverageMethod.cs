namespace OnlineMl.Metrics;

/// <summary>How the entropies of two groupings are averaged.</summary>
public enum AverageMethod
{
    /// <summary>Half their sum.</summary>
    Arithmetic,

    /// <summary>The root of their product.</summary>
    Geometric,

    /// <summary>The smaller one.</summary>
    Min,

    /// <summary>The larger one.</summary>
    Max,
}
