using OnlineMl.Metrics;

namespace OnlineMl.Serving.Fold;

/// <summary>Reads metrics, any of which may be a component of somebody else that fails.</summary>
internal static class MetricReading
{
    /// <summary>What a metric is now; not a number when it fails, which is the failure of nobody who asks.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="onFault">Receives its name and what it throws.</param>
    public static double Read(IMetric metric, Action<string, Exception>? onFault = null)
    {
        try
        {
            return metric.Value;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            onFault?.Invoke(metric.Name, e);
            return double.NaN;
        }
    }

    /// <summary>What metrics are now, by name; the first one of those that share a name, which models of earlier versions may have.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="onFault">Receives the name of each one that fails and what it throws.</param>
    public static Dictionary<string, double> ReadAll(MetricSet metrics, Action<string, Exception>? onFault = null)
    {
        var values = new Dictionary<string, double>(metrics.Count, StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            values.TryAdd(metric.Name, Read(metric, onFault));
        }

        return values;
    }
}
