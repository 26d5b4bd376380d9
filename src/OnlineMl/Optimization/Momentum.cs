using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Gradient descent with a momentum: movements go on and fade.</summary>
/// <remarks>Polyak, 1964. Keeps a number beside each weight.</remarks>
[Component("Momentum")]
public sealed class Momentum : IOptimizer
{
    /// <summary>The learning rate. Range [0, 1e12], default 0.1.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.1;

    /// <summary>How much of the last movement goes on. Range [0, 1), default 0.9.</summary>
    public double Rho { get; init => field = Require.Fraction(value); } = 0.9;

    /// <inheritdoc/>
    public int SlotsPerWeight => 1;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Move(ids, values, gradient, l2, new Rule(LearningRate.At(weights.Steps), Rho));
    }

    private readonly record struct Rule(double Rate, double Rho) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            w[1] = (Rho * w[1]) + (Rate * g);
            w[0] -= w[1];
        }
    }
}
