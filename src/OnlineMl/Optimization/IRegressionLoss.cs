namespace OnlineMl.Optimization;

/// <summary>A loss whose target is a number.</summary>
public interface IRegressionLoss : ILoss
{
    /// <inheritdoc/>
    double ILoss.Mean(double output) => output;
}
