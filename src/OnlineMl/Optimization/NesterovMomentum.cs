using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Momentum whose gradient is taken where the momentum is about to lead.</summary>
/// <remarks>Nesterov, 1983. Keeps a number beside each weight.</remarks>
[Component("NesterovMomentum")]
public sealed class NesterovMomentum : MomentumFamily, IOptimizer
{
    /// <inheritdoc/>
    public bool LooksAhead => true;

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
    public override void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
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
