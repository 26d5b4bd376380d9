using OnlineMl.State;

namespace OnlineMl;

/// <summary>A figure of one stream of numbers, kept up to date.</summary>
public interface IStatistic : IStateful
{
    /// <summary>The current value; the class says what it is before there is enough data.</summary>
    double Value { get; }

    /// <summary>Takes in one number.</summary>
    void Update(double x);
}
