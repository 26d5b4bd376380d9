using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The weighted harmonic mean of homogeneity and completeness. 0 where both are 0.</summary>
[Component("VBeta")]
public sealed class VBeta : ConfusionMatrixMetric
{
    /// <summary>How much more completeness counts than homogeneity. Range (0, ∞), default 1.</summary>
    public double Beta { get; init => field = Require.Positive(value); } = 1;

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
