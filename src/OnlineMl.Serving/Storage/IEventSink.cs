namespace OnlineMl.Serving.Storage;

/// <summary>Receives the events of one log. It is called by one thread at a time.</summary>
public interface IEventSink
{
    /// <summary>Events are being written to a disk that has to be waited for. What only computes may be done ahead of <see cref="Apply"/>
    /// on the thread that would wait; nothing may change or be seen, because the events may still <see cref="Fail"/>.</summary>
    void Prepare(ReadOnlySpan<StoredEvent> events)
    {
    }

    /// <summary>Events became durable. They come in the order of the log, without gaps. They count as stored whatever this throws, which
    /// stops neither the log nor others; it is logged, or reaches the caller of <see cref="IModelLog.Append"/> where that calls this.</summary>
    void Apply(ReadOnlySpan<StoredEvent> events);

    /// <summary>An event could not be stored and will never be applied.</summary>
    void Fail(object? pending, StorageException reason);
}
