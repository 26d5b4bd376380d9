namespace OnlineMl.Drift;

/// <summary>A drift detector that also knows a warning zone before drift.</summary>
public interface IWarningDetector : IDriftDetector
{
    /// <summary>Whether the last update lies in the warning zone.</summary>
    bool WarningDetected { get; }
}
