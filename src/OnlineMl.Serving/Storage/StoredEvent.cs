namespace OnlineMl.Serving.Storage;

/// <summary>A durable event.</summary>
/// <param name="Position">Its number in the log, from 1.</param>
/// <param name="Record">Its bytes, valid until the receiver returns.</param>
/// <param name="Pending">What was handed to <see cref="IModelLog.Append"/>; null when the event was read or came from another server.</param>
public readonly record struct StoredEvent(long Position, ReadOnlyMemory<byte> Record, object? Pending = null);
