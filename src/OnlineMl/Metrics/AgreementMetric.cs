namespace OnlineMl.Metrics;

/// <summary>A figure of how truth and prediction agree as two ways of putting the same examples into groups, which has the name of its class.</summary>
public abstract class AgreementMetric : ConfusionMatrixMetric
{
    private protected AgreementMetric()
    {
    }

    /// <inheritdoc/>
    public sealed override string Name => GetType().Name;

    /// <inheritdoc/>
    public sealed override double Value => Of(new ClusterAgreement(Matrix));

    private protected abstract double Of(in ClusterAgreement agreement);
}
