using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes, weighted by their examples, of their recall: the share of a class's examples that were recognised.</summary>
[Component("WeightedRecall")]
public sealed class WeightedRecall : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "WeightedRecall";

    /// <inheritdoc/>
    public override double Value => Matrix.Weighted(ClassScores.Recall);
}
