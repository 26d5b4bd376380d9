using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>A learning rate that falls with a power of the step: rate / (t + 1)^power.</summary>
[Component("InverseScaling")]
public sealed class InverseScaling : Schedule
{
    /// <summary>A falling rate.</summary>
    /// <param name="learningRate">The rate of the first step. Range [0, 1e12].</param>
    public InverseScaling(double learningRate) => LearningRate = Require.Between(learningRate, 0, LargestRate);

    /// <summary>The rate of the first step. Range [0, 1e12].</summary>
    public double LearningRate { get; }

    /// <summary>How fast the rate falls. Range [0, ∞), default 0.5.</summary>
    public double Power { get; init => field = Require.NotNegative(value); } = 0.5;

    /// <inheritdoc/>
    protected override double RateAt(long step) => LearningRate / Elementary.Pow(step + 1, Power);
}
