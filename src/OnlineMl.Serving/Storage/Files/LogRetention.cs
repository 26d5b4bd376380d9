namespace OnlineMl.Serving.Storage;

/// <summary>Which events are kept although no snapshot needs them, so that they can be replayed.</summary>
/// <remarks>Files of a log are kept or dropped as wholes. With both a time and a size, a file that exceeds either is dropped. So that the events
/// can be replayed, the log reaches back to a snapshot before them: with a time or a size, that one and up to five between it and the two newest
/// are kept, spread over the log, so that up to about a third more events than asked for may stay; with every event, only that one.</remarks>
public sealed record LogRetention
{
    /// <summary>Only what recovery needs.</summary>
    public static LogRetention None { get; } = new() { Time = TimeSpan.Zero };

    /// <summary>Every event for ever.</summary>
    public static LogRetention All { get; } = new();

    /// <summary>Events younger than this are kept; null for any age.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Old events are dropped while a model's log is larger than this; null for any size.</summary>
    public long? Bytes { get; init; }
}
