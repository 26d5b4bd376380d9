using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>Watches a stream of numbers for a change of its distribution.</summary>
public interface IDriftDetector : IStateful
{
    /// <summary>Whether the last update brought a change to light.</summary>
    bool DriftDetected { get; }

    /// <summary>Takes in the next value. A detector that found drift starts afresh with the update after it.</summary>
    /// <param name="value">The value; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite or no number; nothing is changed.</exception>
    /// <exception cref="NonFiniteStepException">The value is so large that its square could overflow; nothing is changed.</exception>
    void Update(double value);
}
