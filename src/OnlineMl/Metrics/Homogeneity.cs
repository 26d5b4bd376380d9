using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>How far each predicted group holds examples of one class only. 1 where there is just one class.</summary>
[Component("Homogeneity")]
public sealed class Homogeneity : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "Homogeneity";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var agreement = new ClusterAgreement(Matrix);
            var entropy = agreement.EntropyOfTruth;
            return entropy == 0 ? 1 : agreement.MutualInformation / entropy;
        }
    }
}
