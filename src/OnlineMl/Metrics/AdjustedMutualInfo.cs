using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mutual information of truth and prediction set off against chance: 0 for random groups, 1 for the same ones.
/// 1 where nothing can differ, 0 where just one side is of one class or chance alone shares all that there is.</summary>
/// <remarks>Reading the value costs time in proportion to the pairs of sizes of groups and their sizes. Vinh, Epps and Bailey, JMLR 11 (2010).</remarks>
[Component("AdjustedMutualInfo")]
public sealed class AdjustedMutualInfo : AgreementMetric
{
    /// <summary>How the entropies are averaged to divide by. Default Arithmetic.</summary>
    public AverageMethod AverageMethod { get; init => field = Require.Defined(value); }

    private protected override double Of(in ClusterAgreement agreement)
    {
        if (agreement.IsOneSided)
        {
            return agreement.IsTrivial ? 1 : 0;
        }

        if (agreement.IsSame)
        {
            return 1;
        }

        var expected = agreement.ExpectedMutualInformation();
        var scale = AverageMethod.Of(agreement.EntropyOfTruth, agreement.EntropyOfPrediction);
        var gain = scale - expected;

        // Where chance alone brings all that there is to gain, what is left are rounding errors.
        return Math.Abs(gain) <= 1e-12 * scale ? 0 : (agreement.MutualInformation - expected) / gain;
    }
}
