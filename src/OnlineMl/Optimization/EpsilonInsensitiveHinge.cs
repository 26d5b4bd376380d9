using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>The absolute error beyond a band in which errors are ignored.</summary>
[Component("EpsilonInsensitiveHinge")]
public sealed class EpsilonInsensitiveHinge : IRegressionLoss
{
    /// <summary>The half-width of the band. Range [0, ∞), default 0.1.</summary>
    [Parameter("eps")]
    public double Epsilon { get; init => field = Require.NotNegative(value); } = 0.1;

    /// <inheritdoc/>
    public double Value(double y, double output) => Math.Max(Math.Abs(output - Doubled(y)) - Epsilon, 0);

    /// <inheritdoc/>
    public double Gradient(double y, double output)
    {
        var target = Doubled(y);
        return output > target + Epsilon ? 1 : output + Epsilon < target ? -1 : 0;
    }

    // River measures the distance to 2 y - 1, as if y were a class; its figures are kept.
    private static double Doubled(double y) => (y * 2) - 1;
}
