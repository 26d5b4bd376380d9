using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>A loss whose target is 1 for the positive and 0 for the negative class.</summary>
public interface IBinaryLoss : ILoss
{
    /// <inheritdoc/>
    double ILoss.Mean(double output) => Elementary.Sigmoid(output);

    /// <summary>1 for the positive and -1 for the negative class.</summary>
    internal static double Side(double y) => (y * 2) - 1;
}
