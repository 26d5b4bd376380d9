using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>An error whose pull fades for outliers. Its value is the absolute error.</summary>
[Component("Cauchy")]
public sealed class CauchyLoss : IRegressionLoss
{
    /// <summary>The error from which the pull fades. Range (0, ∞), default 80.</summary>
    [Parameter("C")]
    public double C { get; init => field = Require.Positive(value); } = 80;

    /// <inheritdoc/>
    public double Value(double y, double output) => Math.Abs(output - y);

    /// <inheritdoc/>
    public double Gradient(double y, double output)
    {
        var error = output - y;
        var relative = error / C;
        return error / ((relative * relative) + 1);
    }
}
