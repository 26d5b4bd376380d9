using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OnlineMl.Serving.Storage.Memory;

/// <summary>The log of one model, which keeps no events.</summary>
internal sealed class MemoryModelLog(MemoryModel model, long position) : IModelLog
{
    private readonly InlineEvents _events = new(position);
    private readonly Lock _lock = new();
    private StorageFault[] _faults = [];

    /// <inheritdoc/>
    public long Position => _events.Position;

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => _faults;

    /// <inheritdoc/>
    public StorageException? WriteFault => null;

    /// <inheritdoc/>
    public bool AppliesAtOnce => true;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> record, object? pending) => _events.Append(record, pending);

    /// <inheritdoc/>
    public Task FollowAsync(long after, IEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Position);
        ArgumentNullException.ThrowIfNull(sink);
        cancellationToken.ThrowIfCancellationRequested();
        if (after != Position)
        {
            throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"Event {after + 1} is not kept, as events are not kept in memory."));
        }

        _events.Follow(sink);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        if (after < Position)
        {
            AddFault(string.Create(CultureInfo.InvariantCulture, $"Event {after + 1} is not kept, as events are not kept in memory."));
        }

        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.ListSnapshots());
    }

    /// <inheritdoc/>
    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.ReadSnapshot(position) is { } found ? new ReadOnlySequence<byte>(found) : (ReadOnlySequence<byte>?)null);
    }

    /// <inheritdoc/>
    public Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Position);
        _events.ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.TryWriteSnapshot(position, snapshot.ToArray()));
    }

    /// <inheritdoc/>
    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        model.DropSnapshot(position);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ContinueFromAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        _events.ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        var before = Position;
        if (position < before)
        {
            AddFault(string.Create(CultureInfo.InvariantCulture, $"Events {position + 1} to {before} are set aside: the model goes on from event {position}."));
        }

        model.DropSnapshotsAfter(position);
        _events.ContinueFrom(position);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_events.Close())
        {
            model.Closed(Position);
        }

        return ValueTask.CompletedTask;
    }

    private void AddFault(string message)
    {
        var fault = new StorageFault("memory", 0, message);
        lock (_lock)
        {
            if (Array.IndexOf(_faults, fault) < 0)
            {
                _faults = [.. _faults, fault];
            }
        }
    }
}
