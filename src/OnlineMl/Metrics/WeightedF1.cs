using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes, weighted by their examples, of their harmonic mean of precision and recall.</summary>
[Component("WeightedF1")]
public sealed class WeightedF1 : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "WeightedF1";

    /// <inheritdoc/>
    public override double Value => Matrix.Weighted(ClassScores.FBeta, 1);
}
