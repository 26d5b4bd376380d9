using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The Jaccard index: right predictions of a class over its examples and predictions together, with all predictions counted together.</summary>
[Component("MicroJaccard")]
public sealed class MicroJaccard : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MicroJaccard";

    /// <inheritdoc/>
    public override double Value => Matrix.Micro(ClassScores.Jaccard);
}
