using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>Watches a stream of numbers for a change of its distribution.</summary>
public interface IDriftDetector : IStateful
{
    /// <summary>Whether the last update brought a change to light.</summary>
    bool DriftDetected { get; }

    /// <summary>Takes in the next value. A detector that found drift starts afresh with the update after it.</summary>
    void Update(double value);
}
