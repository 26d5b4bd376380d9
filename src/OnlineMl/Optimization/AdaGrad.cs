using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>A rate per weight that falls with the sum of its squared gradients.</summary>
/// <remarks>Duchi, Hazan and Singer, JMLR 12 (2011). Keeps a number beside each weight.</remarks>
[Component("AdaGrad")]
public sealed class AdaGrad : IOptimizer
{
    /// <summary>The learning rate. Range [0, 1e12], default 0.1.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.1;

    /// <summary>Keeps the denominator away from 0. Range (0, ∞), default 1e-8.</summary>
    [Parameter("eps")]
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <inheritdoc/>
    public int SlotsPerWeight => 1;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Move(ids, values, gradient, l2, new Rule(LearningRate.At(weights.Steps), Epsilon));
    }

    private readonly record struct Rule(double Rate, double Epsilon) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            w[1] += g * g;
            w[0] -= Rate / Math.Sqrt(w[1] + Epsilon) * g;
        }
    }
}
