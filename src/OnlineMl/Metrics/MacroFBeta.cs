using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their weighted harmonic mean of precision and recall.</summary>
[Component("MacroFBeta")]
public sealed class MacroFBeta : ConfusionMatrixMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
    public MacroFBeta(double beta) => Beta = Require.Positive(beta);

    /// <summary>How many times as much recall counts as precision, as a square root. Range (0, ∞).</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "MacroFBeta";

    /// <inheritdoc/>
    public override double Value => Matrix.Macro(ClassScores.FBeta, Beta);
}
