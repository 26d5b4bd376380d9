namespace OnlineMl.Metrics;

/// <summary>The F-beta score of each class, averaged over the classes.</summary>
public abstract class AveragedFBeta : AveragedMetric
{
    private protected AveragedFBeta(Averaging averaging, double beta)
        : base(averaging, ClassScores.FBeta, Require.Positive(beta, nameof(beta))) => Beta = beta;

    /// <summary>How many times as much recall counts as precision, as a square root. Range (0, ∞).</summary>
    public double Beta { get; }
}
