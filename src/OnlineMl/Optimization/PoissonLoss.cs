using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>The loss of counts: the model's output is the logarithm of the expected count.</summary>
[Component("Poisson")]
public sealed class PoissonLoss : IRegressionLoss
{
    /// <inheritdoc/>
    public double Value(double y, double output) => Elementary.Exp(output) - (y * output);

    /// <inheritdoc/>
    public double Gradient(double y, double output) => Elementary.Exp(output) - y;

    /// <inheritdoc/>
    public double Mean(double output) => Elementary.Exp(output);
}
