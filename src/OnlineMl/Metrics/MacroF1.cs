using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their harmonic mean of precision and recall.</summary>
[Component("MacroF1")]
public sealed class MacroF1 : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MacroF1";

    /// <inheritdoc/>
    public override double Value => Matrix.Macro(ClassScores.FBeta, 1);
}
