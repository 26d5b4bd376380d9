using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The Rand index set off against chance: 0 for random groups, 1 for the same ones. 1 where nothing can differ.</summary>
[Component("AdjustedRand")]
public sealed class AdjustedRand : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "AdjustedRand";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            var (both, predicted, actual, neither) = agreement.Pairs;
            var chance = (both + actual) * (actual + neither) + (both + predicted) * (predicted + neither);
            return chance == 0 ? 1 : 2 * (both * neither - actual * predicted) / chance;
        }
    }
}
