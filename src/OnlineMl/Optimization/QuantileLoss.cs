using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>The loss that a quantile of the target minimises.</summary>
[Component("Quantile")]
public sealed class QuantileLoss : IRegressionLoss
{
    /// <summary>The quantile. Range [0, 1], default 0.5.</summary>
    public double Alpha { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public double Value(double y, double output)
    {
        var error = output - y;
        return (Alpha - (error < 0 ? 1 : 0)) * error;
    }

    /// <inheritdoc/>
    public double Gradient(double y, double output) => (y < output ? 1 : 0) - Alpha;

    /// <inheritdoc/>
    public double Update(double y, double output, double gradient, double scale, double sensitivity) =>
        IRegressionLoss.StraightUpdate(y, output, gradient, scale, sensitivity);
}
