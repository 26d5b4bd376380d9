using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>Adam whose rates are squeezed towards one final rate.</summary>
/// <remarks>Luo, Xiong, Liu and Sun, 2019. Keeps two numbers beside each weight.</remarks>
[Component("AdaBound")]
public sealed class AdaBound : IOptimizer
{
    /// <summary>The learning rate. Range [0, 1e12], default 0.001.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.001;

    /// <summary>How long the mean of gradients lasts. Range [0, 1), default 0.9.</summary>
    [Parameter("beta_1")]
    public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

    /// <summary>How long the mean of squared gradients lasts. Range [0, 1), default 0.999.</summary>
    [Parameter("beta_2")]
    public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

    /// <summary>Keeps the denominator away from 0. Range (0, ∞), default 1e-8.</summary>
    [Parameter("eps")]
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <summary>How fast the bounds close. Range (0, ∞), default 0.001.</summary>
    public double Gamma { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>The rate that all rates end at. Range [0, 1e12], default 0.1.</summary>
    [Parameter("final_lr")]
    public double FinalRate { get; init => field = Require.Between(value, 0, Schedule.LargestRate); } = 0.1;

    /// <inheritdoc/>
    public int SlotsPerWeight => 2;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var step = weights.Steps + 1;
        var rate = LearningRate.At(weights.Steps);
        var firstRate = LearningRate.At(0);
        var finalRate = firstRate > 0 ? FinalRate * (rate / firstRate) : FinalRate;
        var size = rate * Math.Sqrt(1 - Elementary.Pow(Beta2, step)) / (1 - Elementary.Pow(Beta1, step));
        var least = finalRate * (1 - (1 / ((Gamma * step) + 1)));
        var most = finalRate * (1 + (1 / (Gamma * step)));
        for (var i = 0; i < ids.Length; i++)
        {
            var w = weights.Of(ids[i]);
            var g = (gradient * values[i]) + (l2 * w[0]);
            w[1] = (Beta1 * w[1]) + ((1 - Beta1) * g);
            w[2] = (Beta2 * w[2]) + ((1 - Beta2) * (g * g));
            w[0] -= Math.Clamp(size / (Math.Sqrt(w[2]) + Epsilon), least, most) * w[1];
        }
    }
}
