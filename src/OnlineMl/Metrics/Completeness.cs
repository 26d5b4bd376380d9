using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>How far the examples of each class lie in one predicted group. 1 where there is just one group.</summary>
[Component("Completeness")]
public sealed class Completeness : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "Completeness";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            var entropy = agreement.EntropyOfPrediction;
            return entropy == 0 ? 1 : agreement.MutualInformation / entropy;
        }
    }
}
