using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The harmonic mean of precision and recall, with all predictions counted together.</summary>
[Component("MicroF1")]
public sealed class MicroF1 : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MicroF1";

    /// <inheritdoc/>
    public override double Value => Matrix.Micro(ClassScores.FBeta, 1);
}
