using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Steps of the size of recent steps; needs no learning rate.</summary>
/// <remarks>Zeiler, 2012. Keeps two numbers beside each weight.</remarks>
[Component("AdaDelta")]
public sealed class AdaDelta : IOptimizer
{
    /// <summary>How long the running means last. Range [0, 1), default 0.95.</summary>
    public double Rho { get; init => field = Require.Fraction(value); } = 0.95;

    /// <summary>Keeps the denominator away from 0. Range (0, ∞), default 1e-8.</summary>
    [Parameter("eps")]
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <inheritdoc/>
    public int SlotsPerWeight => 2;

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Move(ids, values, gradient, l2, new Rule(Rho, Epsilon));
    }

    private readonly record struct Rule(double Rho, double Epsilon) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            w[1] = (Rho * w[1]) + ((1 - Rho) * (g * g));
            var step = -Math.Sqrt(w[2] + Epsilon) / Math.Sqrt(w[1] + Epsilon) * g;
            w[2] = (Rho * w[2]) + ((1 - Rho) * (step * step));
            w[0] += step;
        }
    }
}
