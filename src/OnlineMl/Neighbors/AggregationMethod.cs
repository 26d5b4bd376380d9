namespace OnlineMl.Neighbors;

/// <summary>How the targets of neighbours become one prediction.</summary>
public enum AggregationMethod
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their median.</summary>
    Median,

    /// <summary>Their mean, weighted with the inverse of the distance.</summary>
    WeightedMean,
}
