using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>The absolute error. At an error of 0 its gradient is -1.</summary>
[Component("Absolute")]
public sealed class AbsoluteLoss : IRegressionLoss
{
    /// <inheritdoc/>
    public double Value(double y, double output) => Math.Abs(output - y);

    /// <inheritdoc/>
    public double Gradient(double y, double output) => output > y ? 1 : -1;

    /// <inheritdoc/>
    public double Update(double y, double output, double gradient, double scale, double sensitivity) =>
        IRegressionLoss.StraightUpdate(y, output, gradient, scale, sensitivity);
}
