using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes, weighted by their examples, of their weighted harmonic mean of precision and recall.</summary>
[Component("WeightedFBeta")]
public sealed class WeightedFBeta : ConfusionMatrixMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
    public WeightedFBeta(double beta) => Beta = Require.Positive(beta);

    /// <summary>How many times as much recall counts as precision, as a square root. Range (0, ∞).</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "WeightedFBeta";

    /// <inheritdoc/>
    public override double Value => Matrix.Weighted(ClassScores.FBeta, Beta);
}
