namespace OnlineMl.Serving.Storage;

/// <summary>Receives the events of one log, own and those of other servers. It is called by one thread at a time.</summary>
public interface IEventSink
{
    /// <summary>Events are being written to something that has to be waited for. What only computes may be done ahead of <see cref="Apply"/>
    /// on the thread that would wait; nothing may change or be seen, because the events may still <see cref="Fail"/>.</summary>
    /// <remarks>The positions are the likely ones: when other servers append first, their events are applied before, and these get later
    /// positions. What was worked out here is then only right if those changed nothing that it depends on.</remarks>
    void Prepare(ReadOnlySpan<StoredEvent> events)
    {
    }

    /// <summary>Events became durable. They come in the order of the log, without gaps. They count as stored whatever this throws, which
    /// stops neither the log nor others; it is logged, or reaches the caller of <see cref="IModelLog.Append"/> where that calls this.</summary>
    void Apply(ReadOnlySpan<StoredEvent> events);

    /// <summary>An event could not be stored and will never be applied.</summary>
    void Fail(object? pending, StorageException reason);

    /// <summary>It is not known whether an event was stored. If it was, it comes in its order to <see cref="Apply"/> one day, then with
    /// <see cref="StoredEvent.Pending"/> null. By default it is treated like one that failed, which is right only for who appends it again with a
    /// key by which the two are told to be one.</summary>
    void InDoubt(object? pending, StorageException reason) => Fail(pending, reason);

    /// <summary>No event comes any more. What was pending has failed or is in doubt before. The log is to be closed.</summary>
    void End(LogEnd end)
    {
    }
}
