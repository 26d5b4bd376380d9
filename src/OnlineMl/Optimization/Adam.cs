using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Steps of the size of the learning rate, in the direction of a running mean of gradients.</summary>
/// <remarks>Kingma and Ba, 2015. Keeps two numbers beside each weight; weights of absent features do not move.</remarks>
[Component("Adam")]
public sealed class Adam : AdamFamily
{
    /// <inheritdoc/>
    public override void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Move(ids, values, gradient, l2, new Rule(Moments, CorrectedRate(weights.Steps), Epsilon));
    }

    private readonly record struct Rule(GradientMoments Moments, double Rate, double Epsilon) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            Moments.Follow(w, g);
            w[0] -= Rate * w[GradientMoments.Mean] / (Math.Sqrt(w[GradientMoments.Square]) + Epsilon);
        }
    }
}
