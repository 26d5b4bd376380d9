using System.Buffers;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>The events and snapshots of one model in the place that several servers share, as one of them sees it.</summary>
/// <remarks>The position at which an append must stand is the fence between servers: two appends at one position cannot both succeed, and one that
/// is repeated at its position because its answer was lost cannot succeed twice.</remarks>
internal interface ISharedLog : IAsyncDisposable
{
    /// <summary>What tells the model from others of its name.</summary>
    string Epoch { get; }

    /// <inheritdoc cref="IModelLog.Carried"/>
    ICarriedPredictions? Carried => null;

    /// <inheritdoc cref="IModelHistory.CreatedBy"/>
    string? CreatedBy => null;

    /// <summary>Appends events, all or none, right behind a point.</summary>
    /// <param name="at">Where the log is believed to end.</param>
    /// <param name="batch">A number that no other append has; it is stored with the events.</param>
    /// <param name="records">The events, which are not changed until the task has ended.</param>
    /// <exception cref="StorageException">Nothing was stored, and nothing will be.</exception>
    /// <exception cref="NotSentException">Nothing was stored, and nothing will be, but it may be tried again.</exception>
    /// <exception cref="Exception">Any other: it is not known whether the events are or will be stored.</exception>
    Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records);

    /// <summary>The positions of the first event that is kept and of the last one; the first is behind the last when none is kept.</summary>
    /// <exception cref="LogEndedException">The log is not there any more.</exception>
    Task<(long First, long Last)> FindBoundsAsync(CancellationToken cancellationToken);

    /// <summary>Reads the events behind a point up to the end. The bytes stay valid.</summary>
    /// <exception cref="LogEndedException">The log is not there any more, or has not what the point says, or not what comes behind it.</exception>
    IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, CancellationToken cancellationToken);

    /// <summary>Calls back, from any thread, when the log may have changed.</summary>
    void Watch(Action changed);

    /// <summary>The positions of the events that no replay applies, ascending.</summary>
    Task<IReadOnlyList<long>> ListPassedOverAsync(CancellationToken cancellationToken);

    /// <summary>Marks an event, durably, as one that no replay applies.</summary>
    /// <exception cref="StorageException">The place cannot be written now, or the log was rewritten since it was read.</exception>
    void PassOver(long position);

    /// <inheritdoc cref="IModelLog.BeginReplay"/>
    /// <param name="end">The position of the last event.</param>
    IReplayMark? BeginReplay(long end) => null;

    /// <inheritdoc cref="IModelLog.ListSnapshotsAsync"/>
    Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IModelLog.ReadSnapshotAsync"/>
    Task<SharedSnapshot?> ReadSnapshotAsync(long position, CancellationToken cancellationToken);

    /// <inheritdoc cref="IModelLog.WriteSnapshotAsync"/>
    /// <param name="at">What the log must have, or nothing is stored: all before it is what the model was made of. At the position or behind it.</param>
    /// <param name="position">The position of the last event that the snapshot has.</param>
    /// <param name="snapshot">Its bytes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    Task<bool> WriteSnapshotAsync(LogPoint at, long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken);

    /// <inheritdoc cref="IModelLog.SetSnapshotAsideAsync"/>
    Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken);

    /// <summary>Lets the log end at a position, or go on from a later one, for all servers. Those that follow it find it rewritten.</summary>
    /// <exception cref="StorageException">The place cannot be written now, or the log was rewritten since it was read.</exception>
    Task ContinueFromAsync(long position, CancellationToken cancellationToken);
}
