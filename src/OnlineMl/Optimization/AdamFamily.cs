using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>What Adam and its kin have in common: running means of gradients and of their squares, beside each weight.</summary>
/// <remarks>Kingma and Ba, 2015. Weights of absent features do not move.</remarks>
public abstract class AdamFamily : IOptimizer
{
    private protected AdamFamily()
    {
    }

    /// <summary>The learning rate. Range [0, 1e12], default 0.1, of AdaBound 0.001.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.1;

    /// <summary>How long the mean of gradients lasts. Range [0, 1), default 0.9.</summary>
    [Parameter("beta_1")]
    public double Beta1 { get; init => field = Require.Fraction(value); } = 0.9;

    /// <summary>How long the mean of squared gradients lasts, in AdaMax the largest gradient. Range [0, 1), default 0.999.</summary>
    [Parameter("beta_2")]
    public double Beta2 { get; init => field = Require.Fraction(value); } = 0.999;

    /// <summary>Keeps the denominator away from 0. Range (0, ∞), default 1e-8.</summary>
    [Parameter("eps")]
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <inheritdoc/>
    public virtual int SlotsPerWeight => 2;

    private protected GradientMoments Moments => new(Beta1, Beta2);

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public abstract void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2);

    /// <summary>What is missing of a mean of gradients that started at 0, as a share.</summary>
    private protected double Bias1(long steps) => 1 - Elementary.Pow(Beta1, steps + 1);

    /// <summary>What is missing of a mean of squares that started at 0, as a share.</summary>
    private protected double Bias2(long steps) => 1 - Elementary.Pow(Beta2, steps + 1);

    /// <summary>The learning rate, corrected for the start of both means at 0.</summary>
    private protected double CorrectedRate(long steps) => LearningRate.At(steps) * Math.Sqrt(Bias2(steps)) / Bias1(steps);
}
