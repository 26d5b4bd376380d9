using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A figure of one stream of numbers, kept up to date.</summary>
public interface IStatistic : IStateful
{
    /// <summary>What features made of the statistic are named after: <c>mean</c>, <c>ewm_0.5</c>, <c>shift_1</c>.</summary>
    string Name { get; }

    /// <summary>The current value; the class says what it is before there is enough data. NaN stands for "no value".</summary>
    double Value { get; }

    /// <summary>Takes in one number.</summary>
    /// <param name="x">The number; finite. A missing number is left out by the caller.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN or infinite; nothing has changed.</exception>
    void Update(double x);
}
