using System.Buffers;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Storage;

/// <summary>The log and the snapshots of one model.</summary>
/// <remarks>Events are numbered 1, 2, 3, … for as long as the model exists; the number of an event is its position. A log that was opened is read
/// first: a snapshot, the events behind it. Then it is followed, by which it gets a sink for all later events and can be appended to. Safe
/// for use by several threads at once. Closing it waits until what was appended is durable, has failed or is in doubt.</remarks>
public interface IModelLog : IAsyncDisposable
{
    /// <summary>The position of the last durable event that is known; 0 when there is none.</summary>
    long Position { get; }

    /// <summary>What was found damaged when the log was opened or read, and what became of it.</summary>
    IReadOnlyList<StorageFault> Faults { get; }

    /// <summary>What tells the model from others of its name; empty in a store that has its place to itself.</summary>
    internal string Epoch => "";

    /// <summary>Where predictions are remembered that copies of the model made on other servers; null where there are none.</summary>
    internal ICarriedPredictions? Carried => null;

    /// <summary>Why the last attempt to write failed; null when it did not. Any later attempt that succeeds clears it.</summary>
    StorageException? WriteFault { get; }

    /// <summary>The position of the first event that is kept; that behind <see cref="Position"/> when none is.</summary>
    /// <exception cref="StorageException">The log cannot be read now.</exception>
    internal Task<long> FindFirstAsync(CancellationToken cancellationToken) => Task.FromResult(Position + 1);

    /// <summary>The positions of the events that are passed over for good, ascending: those that <see cref="PassOver"/> was told, and those at
    /// whose replay several processes died, one after the other.</summary>
    IReadOnlyList<long> PassedOver => [];

    /// <summary>Marks an event so that no replay applies it, because it takes more memory than there is. The mark is durable when this returns.
    /// Where several servers share the log, all that follow it are told that it was rewritten, as they have to do without the event, too.</summary>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    void PassOver(long position)
    {
    }

    /// <summary>Whether the sink gets an event before <see cref="Append"/> returns, on the same thread. Where it does, the caller may hold a lock that the
    /// sink takes, if the thread may take it twice.</summary>
    bool AppliesAtOnce => false;

    /// <summary>Begins a replay.</summary>
    /// <returns>What is to be told which event is applied; null when the store does not outlive the process.</returns>
    IReplayMark? BeginReplay() => null;

    /// <summary>Reads events in the order of the log. To be used before <see cref="FollowAsync"/>, or for events up to <see cref="Position"/>.</summary>
    /// <param name="after">The position before the first event wanted, at least 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events up to the first one that is missing or damaged, which is then added to <see cref="Faults"/>.</returns>
    /// <exception cref="StorageException">The log cannot be read now.</exception>
    IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken);

    /// <summary>Brings the events behind a position to a sink, those that are there before this returns, and from then on all others, own ones and
    /// those of other servers, until the log is closed. To be called once.</summary>
    /// <param name="after">The position of the last event that the sink knows, at least 0 and at most <see cref="Position"/>.</param>
    /// <param name="sink">Receives the events.</param>
    /// <param name="cancellationToken">Ends the wait for the events that are there; the log is then to be closed.</param>
    /// <exception cref="InvalidOperationException">The log is followed already.</exception>
    /// <exception cref="StorageException">An event that is there cannot be read.</exception>
    Task FollowAsync(long after, IEventSink sink, CancellationToken cancellationToken);

    /// <summary>Waits until the sink has every event that was durable anywhere when this was called. Done at once where nobody else appends.</summary>
    /// <exception cref="StorageException">It cannot be found out now.</exception>
    ValueTask CatchUpAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Adds an event. The sink gets it, in the order of the log, once it is durable, or is told that it could not be stored, or that
    /// this is not known.</summary>
    /// <param name="record">The event; it is copied.</param>
    /// <param name="pending">Handed to the sink together with the event.</param>
    /// <exception cref="InvalidOperationException">The log is not followed.</exception>
    /// <exception cref="StorageException">More is waiting to be written than the store takes.</exception>
    /// <remarks>The sink may be called before this returns, so the caller must not hold a lock that the sink takes. Events that others appended
    /// meanwhile come to the sink before it, however often that happens: the position that it gets is behind all that the sink was given.</remarks>
    void Append(ReadOnlySpan<byte> record, object? pending);

    /// <summary>The positions of the snapshots, newest first.</summary>
    Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken);

    /// <summary>Reads a snapshot, in pieces as the store keeps it; null when it is gone or cannot be read.</summary>
    Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken);

    /// <summary>Adds a snapshot as a whole or not at all, keeps the one before it, and drops older ones and the events that
    /// neither snapshot nor the retention needs. The bytes may be used by others once the task has ended.</summary>
    /// <returns>False when nothing was stored, because there is a newer one, or the model under this name is another by now.</returns>
    /// <exception cref="StorageException">The store cannot write now; everything is as it was.</exception>
    Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken);

    /// <summary>Takes a snapshot that was found damaged out of use, so that it does not count as the one before the newest. One that is gone
    /// already is fine.</summary>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken);

    /// <summary>Lets the model go on from a position: events and snapshots behind it are set aside, not read again, and reported in
    /// <see cref="Faults"/>. The next event has the position after it. Acknowledged events are lost by this, so it is an operator's to
    /// ask for, never a part of loading a model. Other servers that follow the log are told that it was rewritten.</summary>
    /// <exception cref="InvalidOperationException">The log is followed.</exception>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task ContinueFromAsync(long position, CancellationToken cancellationToken);
}
