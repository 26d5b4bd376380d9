using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A figure of two streams of numbers that arrive in pairs.</summary>
public interface IBivariateStatistic : IStateful
{
    /// <summary>What features made of the statistic are named after.</summary>
    string Name { get; }

    /// <summary>The current value; the class says what it is before there is enough data. NaN stands for "no value".</summary>
    double Value { get; }

    /// <summary>Takes in one pair.</summary>
    void Update(double x, double y);
}
