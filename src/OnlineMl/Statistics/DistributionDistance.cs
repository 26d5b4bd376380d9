namespace OnlineMl.Statistics;

/// <summary>How <see cref="KolmogorovSmirnov"/> measures the distance of two distributions.</summary>
public enum DistributionDistance
{
    /// <summary>The largest absolute difference of the cumulative distributions.</summary>
    Ks,

    /// <summary>The largest difference upwards plus the largest downwards, equally sensitive everywhere.</summary>
    Kuiper,
}
