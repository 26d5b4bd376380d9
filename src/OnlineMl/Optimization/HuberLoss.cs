using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Half the squared error up to a width, and linear beyond it.</summary>
[Component("Huber")]
public sealed class HuberLoss : IRegressionLoss
{
    /// <summary>The width of the quadratic part. Range (0, ∞), default 0.1.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 0.1;

    /// <inheritdoc/>
    public double Value(double y, double output)
    {
        var error = Math.Abs(output - y);
        return error <= Epsilon ? 0.5 * error * error : (Epsilon * error) - (0.5 * Epsilon * Epsilon);
    }

    /// <inheritdoc/>
    public double Gradient(double y, double output) => Math.Clamp(output - y, -Epsilon, Epsilon);
}
