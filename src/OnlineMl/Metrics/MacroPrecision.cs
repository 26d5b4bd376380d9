using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their precision: the share of a class's predictions that are right.</summary>
[Component("MacroPrecision")]
public sealed class MacroPrecision : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MacroPrecision";

    /// <inheritdoc/>
    public override double Value => Matrix.Macro(ClassScores.Precision);
}
