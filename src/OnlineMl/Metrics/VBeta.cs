using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The weighted harmonic mean of homogeneity and completeness. 0 where both are 0.</summary>
[Component("VBeta")]
public sealed class VBeta : ConfusionMatrixMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="beta">How much homogeneity counts. Range (0, ∞).</param>
    public VBeta(double beta) => Beta = Require.Positive(beta);

    /// <summary>How much homogeneity counts. Range (0, ∞).</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "VBeta";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            var truth = agreement.EntropyOfTruth;
            var prediction = agreement.EntropyOfPrediction;
            var homogeneity = truth == 0 ? 1 : agreement.MutualInformation / truth;
            var completeness = prediction == 0 ? 1 : agreement.MutualInformation / prediction;
            return ClassScores.Ratio((1 + Beta) * homogeneity * completeness, Beta * homogeneity + completeness);
        }
    }
}
