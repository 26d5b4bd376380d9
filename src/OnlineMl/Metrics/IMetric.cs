using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>A figure of merit that is kept up to date as predictions meet the truth.</summary>
public interface IMetric : IStateful
{
    /// <summary>The name under which the metric is reported.</summary>
    string Name { get; }

    /// <summary>The current value; the class says what it is before there is a prediction.</summary>
    double Value { get; }

    /// <summary>Whether a larger value means better predictions.</summary>
    bool BiggerIsBetter { get; }
}
