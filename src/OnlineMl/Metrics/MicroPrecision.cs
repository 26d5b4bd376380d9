using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The precision: the share of a class's predictions that are right, with all predictions counted together.</summary>
[Component("MicroPrecision")]
public sealed class MicroPrecision : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MicroPrecision";

    /// <inheritdoc/>
    public override double Value => Matrix.Micro(ClassScores.Precision);
}
