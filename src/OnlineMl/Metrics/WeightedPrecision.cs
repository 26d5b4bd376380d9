using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes, weighted by their examples, of their precision: the share of a class's predictions that are right.</summary>
[Component("WeightedPrecision")]
public sealed class WeightedPrecision : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "WeightedPrecision";

    /// <inheritdoc/>
    public override double Value => Matrix.Weighted(ClassScores.Precision);
}
