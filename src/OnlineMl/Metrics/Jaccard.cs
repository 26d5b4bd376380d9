using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The Jaccard index: right predictions of a class over its examples and predictions together, for the positive class. 0 where there is nothing to divide by.</summary>
[Component("Jaccard")]
public sealed class Jaccard : BinaryMetric
{
    /// <inheritdoc/>
    public override string Name => "Jaccard";

    /// <inheritdoc/>
    public override double Value => Score(ClassScores.Jaccard);
}
