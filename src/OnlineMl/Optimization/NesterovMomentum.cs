using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Momentum whose gradient is taken where the momentum is about to lead.</summary>
/// <remarks>Nesterov, 1983. Keeps a number beside each weight.</remarks>
[Component("NesterovMomentum")]
public sealed class NesterovMomentum : IOptimizer
{
    /// <summary>The learning rate. Range [0, 1e12], default 0.1.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.1;

    /// <summary>How much of the last movement goes on. Range [0, 1), default 0.9.</summary>
    public double Rho { get; init => field = Require.Fraction(value); } = 0.9;

    /// <inheritdoc/>
    public int SlotsPerWeight => 1;

    /// <inheritdoc/>
    public bool LooksAhead => true;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void LookAhead(WeightVector weights, ReadOnlySpan<int> ids)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var id in ids)
        {
            var w = weights.Of(id);
            w[0] -= Rho * w[1];
        }
    }

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
            var momentum = w[1];
            w[1] = (Rho * momentum) + (Rate * g);
            w[0] += (Rho * momentum) - w[1];
        }
    }
}
