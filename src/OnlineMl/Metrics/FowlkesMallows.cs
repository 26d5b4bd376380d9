using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The geometric mean of precision and recall over pairs of examples. 0 where there is nothing to divide by.</summary>
[Component("FowlkesMallows")]
public sealed class FowlkesMallows : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "FowlkesMallows";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            var (both, predicted, actual, _) = agreement.Pairs;
            return Math.Sqrt(ClassScores.Ratio(both, both + predicted) * ClassScores.Ratio(both, both + actual));
        }
    }
}
