using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mutual information of truth and prediction set off against chance: 0 for random groups, 1 for the same ones.
/// 1 where nothing can differ, 0 where just one side is of one class.</summary>
/// <remarks>Reading the value costs time in proportion to the examples. Vinh, Epps and Bailey, JMLR 11 (2010).</remarks>
[Component("AdjustedMutualInfo")]
public sealed class AdjustedMutualInfo : ConfusionMatrixMetric
{
    /// <summary>How the entropies are averaged to divide by. Default Arithmetic.</summary>
    public AverageMethod AverageMethod { get; init; }

    /// <inheritdoc/>
    public override string Name => "AdjustedMutualInfo";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            if (agreement.IsOneSided)
            {
                return agreement.IsTrivial ? 1 : 0;
            }

            var expected = agreement.ExpectedMutualInformation();
            var gain = AverageMethod.Of(agreement.EntropyOfTruth, agreement.EntropyOfPrediction) - expected;
            var least = double.BitIncrement(1) - 1;
            return (agreement.MutualInformation - expected) / (gain < 0 ? Math.Min(gain, -least) : Math.Max(gain, least));
        }
    }
}
