using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The share of pairs of examples that truth and prediction agree to put together or apart. 1 before there is a pair.</summary>
[Component("Rand")]
public sealed class Rand : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "Rand";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            var (both, predicted, actual, neither) = agreement.Pairs;
            var pairs = both + predicted + actual + neither;
            return pairs == 0 ? 1 : (both + neither) / pairs;
        }
    }
}
