using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Adam with the largest recent gradient in the place of the root mean square.</summary>
/// <remarks>Kingma and Ba, 2015, section 7. Keeps two numbers beside each weight.</remarks>
[Component("AdaMax")]
public sealed class AdaMax : AdamFamily
{
    /// <inheritdoc/>
    public override void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Move(ids, values, gradient, l2, new Rule(Moments, LearningRate.At(weights.Steps) / Bias1(weights.Steps), Epsilon));
    }

    private readonly record struct Rule(GradientMoments Moments, double Rate, double Epsilon) : IWeightRule
    {
        private const int Largest = GradientMoments.Square;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            Moments.FollowMean(w, g);
            w[Largest] = Math.Max(Moments.Beta2 * w[Largest], Math.Abs(g));
            w[0] -= Rate * w[GradientMoments.Mean] / (w[Largest] + Epsilon);
        }
    }
}
