using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes, weighted by their examples, of their Jaccard index: right predictions of a class over its examples and predictions together.</summary>
[Component("WeightedJaccard")]
public sealed class WeightedJaccard : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "WeightedJaccard";

    /// <inheritdoc/>
    public override double Value => Matrix.Weighted(ClassScores.Jaccard);
}
