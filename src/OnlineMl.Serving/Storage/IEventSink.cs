namespace OnlineMl.Serving.Storage;

/// <summary>Receives the events of one log. It is called by one thread at a time.</summary>
public interface IEventSink
{
    /// <summary>Events became durable. They come in the order of the log, without gaps.</summary>
    void Apply(ReadOnlySpan<StoredEvent> events);

    /// <summary>An event could not be stored and will never be applied.</summary>
    void Fail(object? pending, StorageException reason);
}
