using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mutual information of truth and prediction in relation to their entropies, from 0 to 1. 1 where nothing can differ.</summary>
[Component("NormalizedMutualInfo")]
public sealed class NormalizedMutualInfo : AgreementMetric
{
    /// <summary>How the entropies are averaged to divide by. Default Arithmetic.</summary>
    public AverageMethod AverageMethod { get; init => field = Require.Defined(value); }

    private protected override double Of(in ClusterAgreement agreement)
    {
        if (agreement.IsTrivial)
        {
            return 1;
        }

        var scale = AverageMethod.Of(agreement.EntropyOfTruth, agreement.EntropyOfPrediction);
        return agreement.MutualInformation / Math.Max(scale, double.BitIncrement(1) - 1);
    }
}
