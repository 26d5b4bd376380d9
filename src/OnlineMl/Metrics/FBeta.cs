using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The weighted harmonic mean of precision and recall of the positive class. 0 where there is nothing to divide by.</summary>
[Component("FBeta")]
public sealed class FBeta : BinaryMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
    public FBeta(double beta) => Beta = Require.Positive(beta);

    /// <summary>How many times as much recall counts as precision, as a square root. Range (0, ∞).</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "FBeta";

    /// <inheritdoc/>
    public override double Value => Score(ClassScores.FBeta, Beta);
}
