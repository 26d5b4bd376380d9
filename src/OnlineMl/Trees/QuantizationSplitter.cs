using OnlineMl.Catalog;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>Sorts the values of a feature into intervals of equal width and tries the points between them.</summary>
/// <remarks>Mastelini and de Carvalho, Pattern Recognition Letters 2021. Constant time per value; wants scaled features.
/// <example><code>
/// var tree = new HoeffdingTreeRegressor { Splitter = new QuantizationSplitter { Radius = 0.5 } };
/// </code></example></remarks>
[Component("QOSplitter")]
public sealed class QuantizationSplitter : RegressionSplitter
{
    /// <summary>The width of the intervals. Range (0, ∞), default 0.25.</summary>
    public double Radius { get; init => field = Require.Positive(value); } = 0.25;

    /// <summary>Whether a split may have a branch for every interval. Default false.</summary>
    public bool AllowMultiwaySplits { get; init; }

    internal override TargetObserver Observe(int feature) => new QuantizationObserver(Radius, AllowMultiwaySplits) { Feature = feature };
}
