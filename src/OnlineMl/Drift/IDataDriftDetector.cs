using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>Watches a stream of examples for a change of the distribution of their features.</summary>
public interface IDataDriftDetector : IStateful
{
    /// <summary>Whether the last update brought a change to light.</summary>
    bool DriftDetected { get; }

    /// <summary>Takes in the next example. A detector that found drift starts afresh with the update after it.</summary>
    void Update(FeatureVector x);
}
