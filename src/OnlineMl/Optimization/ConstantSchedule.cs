using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>The same learning rate at every step.</summary>
[Component("Constant")]
public sealed class ConstantSchedule : Schedule
{
    /// <summary>A constant rate.</summary>
    /// <param name="learningRate">The rate. Range [0, 1e12].</param>
    public ConstantSchedule(double learningRate)
        : base(Require.Between(learningRate, 0, LargestRate)) => LearningRate = learningRate;

    /// <summary>The rate. Range [0, 1e12].</summary>
    public double LearningRate { get; }

    /// <inheritdoc/>
    protected override double RateAt(long step) => LearningRate;
}
