using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>What gradient descent with a momentum has in common: a running movement beside each weight.</summary>
public abstract class MomentumFamily : IOptimizer
{
    private protected MomentumFamily()
    {
    }

    /// <summary>The learning rate. Range [0, 1e12], default 0.1.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.1;

    /// <summary>How much of the last movement goes on. Range [0, 1), default 0.9.</summary>
    public double Rho { get; init => field = Require.Fraction(value); } = 0.9;

    /// <inheritdoc/>
    public int SlotsPerWeight => 1;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public abstract void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2);
}
