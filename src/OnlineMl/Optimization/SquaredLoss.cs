using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>The squared error, whose gradient is twice the error.</summary>
[Component("Squared")]
public sealed class SquaredLoss : IRegressionLoss
{
    /// <inheritdoc/>
    public double Value(double y, double output) => (output - y) * (output - y);

    /// <inheritdoc/>
    public double Gradient(double y, double output) => 2 * (output - y);

    /// <inheritdoc/>
    public double Update(double y, double output, double gradient, double scale, double sensitivity)
    {
        var reach = 2 * scale * sensitivity;
        return reach < 1e-6 ? -gradient * scale : (y - output) * (1 - Elementary.Exp(-reach)) / sensitivity;
    }
}
