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
    /// <param name="x">The first number; finite.</param>
    /// <param name="y">The second number; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN or infinite; nothing has changed.</exception>
    void Update(double x, double y);
}
