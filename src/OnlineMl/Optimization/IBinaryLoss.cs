using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>A loss whose target is 1 for the positive and 0 for the negative class.</summary>
public interface IBinaryLoss : ILoss
{
    /// <inheritdoc/>
    double ILoss.Mean(double output) => Elementary.Sigmoid(output);
}
