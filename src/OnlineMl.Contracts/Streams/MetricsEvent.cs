namespace OnlineMl.Contracts;

/// <summary>The metrics of a model after it learned.</summary>
/// <param name="Metrics">The values by the metrics' names.</param>
public sealed record MetricsEvent(IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Names the event, for <see cref="StreamRequest.LastEventId"/>.</summary>
    public string Id { get; init; } = "";

    /// <summary>How many events before this one were lost because the listener was slow or away for too long; null when that is unknown, be it
    /// none or many, because the service does not remember the event that was heard last: it has started again, or nobody listened for a while.</summary>
    public long? Missed { get; init; } = 0;
}
