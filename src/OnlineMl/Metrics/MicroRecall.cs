using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The recall: the share of a class's examples that were recognised, with all predictions counted together.</summary>
[Component("MicroRecall")]
public sealed class MicroRecall : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MicroRecall";

    /// <inheritdoc/>
    public override double Value => Matrix.Micro(ClassScores.Recall);
}
