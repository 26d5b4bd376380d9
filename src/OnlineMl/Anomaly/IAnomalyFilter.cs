namespace OnlineMl.Anomaly;

/// <summary>An anomaly detector that also says from which score on an example is an anomaly.</summary>
public interface IAnomalyFilter : IAnomalyDetector
{
    /// <summary>Whether a score is that of an anomaly; false for NaN. Changes nothing.</summary>
    bool IsAnomaly(double score);
}
