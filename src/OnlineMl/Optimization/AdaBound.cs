using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Adam whose rates are squeezed towards one final rate.</summary>
/// <remarks>Luo, Xiong, Liu and Sun, 2019. Keeps two numbers beside each weight.</remarks>
[Component("AdaBound")]
public sealed class AdaBound : AdamFamily
{
    /// <summary>An optimizer with the paper's rates.</summary>
    public AdaBound() => LearningRate = 0.001;

    /// <summary>How fast the bounds close. Range (0, ∞), default 0.001.</summary>
    public double Gamma { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>The rate that all rates end at. Range [0, 1e12], default 0.1.</summary>
    [Parameter("final_lr")]
    public double FinalRate { get; init => field = Require.Between(value, 0, Schedule.LargestRate); } = 0.1;

    /// <inheritdoc/>
    public override void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var step = weights.Steps + 1;
        var firstRate = LearningRate.At(0);
        var finalRate = firstRate > 0 ? FinalRate * (LearningRate.At(weights.Steps) / firstRate) : FinalRate;
        var least = finalRate * (1 - (1 / ((Gamma * step) + 1)));
        var most = finalRate * (1 + (1 / (Gamma * step)));
        weights.Move(ids, values, gradient, l2, new Rule(Moments, CorrectedRate(weights.Steps), Epsilon, least, most));
    }

    private readonly record struct Rule(GradientMoments Moments, double Rate, double Epsilon, double Least, double Most) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            Moments.Follow(w, g);
            w[0] -= Math.Clamp(Rate / (Math.Sqrt(w[GradientMoments.Square]) + Epsilon), Least, Most) * w[GradientMoments.Mean];
        }
    }
}
