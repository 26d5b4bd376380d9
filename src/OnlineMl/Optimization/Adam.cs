using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>Steps of the size of the learning rate, in the direction of a running mean of gradients.</summary>
/// <remarks>Kingma and Ba, 2015. Keeps two numbers beside each weight; weights of absent features do not move.</remarks>
[Component("Adam")]
public sealed class Adam : IOptimizer
{
    /// <summary>The learning rate. Range [0, 1e12], default 0.1.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.1;

    /// <summary>How long the mean of gradients lasts. Range [0, 1), default 0.9.</summary>
    [Parameter("beta_1")]
    public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

    /// <summary>How long the mean of squared gradients lasts. Range [0, 1), default 0.999.</summary>
    [Parameter("beta_2")]
    public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

    /// <summary>Keeps the denominator away from 0. Range (0, ∞), default 1e-8.</summary>
    [Parameter("eps")]
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <inheritdoc/>
    public int SlotsPerWeight => 2;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var rate = LearningRate.At(weights.Steps) * Math.Sqrt(1 - Elementary.Pow(Beta2, weights.Steps + 1)) /
            (1 - Elementary.Pow(Beta1, weights.Steps + 1));
        for (var i = 0; i < ids.Length; i++)
        {
            var w = weights.Of(ids[i]);
            var g = (gradient * values[i]) + (l2 * w[0]);
            w[1] = (Beta1 * w[1]) + ((1 - Beta1) * g);
            w[2] = (Beta2 * w[2]) + ((1 - Beta2) * (g * g));
            w[0] -= rate * w[1] / (Math.Sqrt(w[2]) + Epsilon);
        }
    }
}
