using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Adam with Nesterov's look-ahead.</summary>
/// <remarks>Dozat, 2016. Keeps two numbers beside each weight.</remarks>
[Component("Nadam")]
public sealed class Nadam : AdamFamily
{
    /// <inheritdoc/>
    public override void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var steps = weights.Steps;
        weights.Move(ids, values, gradient, l2, new Rule(Moments, LearningRate.At(steps), Epsilon, Bias1(steps), Bias2(steps)));
    }

    private readonly record struct Rule(GradientMoments Moments, double Rate, double Epsilon, double Bias1, double Bias2) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            Moments.Follow(w, g);
            var direction = (Moments.Beta1 * (w[GradientMoments.Mean] / Bias1)) + ((1 - Moments.Beta1) * g / Bias1);
            w[0] -= Rate * direction / (Math.Sqrt(w[GradientMoments.Square] / Bias2) + Epsilon);
        }
    }
}
