using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mutual information of truth and prediction, in nats. Starts at 0.</summary>
[Component("MutualInfo")]
public sealed class MutualInfo : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MutualInfo";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            return agreement.MutualInformation;
        }
    }
}
