namespace OnlineMl.Storage.Conformance;

/// <summary>An event with a copy of its bytes.</summary>
public sealed record RecordedEvent(long Position, byte[] Record, object? Pending);
