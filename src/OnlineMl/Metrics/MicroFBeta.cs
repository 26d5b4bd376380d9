using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The weighted harmonic mean of precision and recall, with all predictions counted together.</summary>
[Component("MicroFBeta")]
public sealed class MicroFBeta : ConfusionMatrixMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
    public MicroFBeta(double beta) => Beta = Require.Positive(beta);

    /// <summary>How many times as much recall counts as precision, as a square root. Range (0, ∞).</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "MicroFBeta";

    /// <inheritdoc/>
    public override double Value => Matrix.Micro(ClassScores.FBeta, Beta);
}
