using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Gradient descent with a momentum: movements go on and fade.</summary>
/// <remarks>Polyak, 1964. Keeps a number beside each weight.</remarks>
[Component("Momentum")]
public sealed class Momentum : MomentumFamily
{
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
            w[1] = (Rho * w[1]) + (Rate * g);
            w[0] -= w[1];
        }
    }
}
