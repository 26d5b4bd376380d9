using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>The log of one model that several servers append to.</summary>
internal sealed class FencedLog : IModelLog
{
    private readonly string _name;
    private readonly ISharedLog _log;
    private readonly FencedLogOptions _options;
    private readonly FenceCounts _counts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<FencedLog> _closed;
    private readonly Lock _lock = new();
    private readonly AppendQueue _queue;
    private StorageFault[] _faults = [];
    private long[] _passedOver;
    private LogPoint _read;
    private long _end;
    private LogFollower? _follower;
    private Task _following = Task.CompletedTask;
    private Task? _closing;

    private FencedLog(
        string name, ISharedLog log, long end, IReadOnlyList<long> passedOver, FencedLogOptions options, FenceCounts counts, TimeProvider time, ILogger logger, Action<FencedLog> closed)
    {
        (_name, _log, _end, _options, _counts, _time, _logger, _closed) = (name, log, end, options, counts, time, logger, closed);
        _passedOver = [.. passedOver];
        _queue = new AppendQueue(name, options);
    }

    /// <inheritdoc/>
    public long Position => _follower?.Position ?? Volatile.Read(ref _end);

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => _faults;

    /// <inheritdoc/>
    public StorageException? WriteFault => _follower?.WriteFault;

    /// <inheritdoc/>
    string IModelLog.Epoch => _log.Epoch;

    /// <inheritdoc/>
    ICarriedPredictions? IModelLog.Carried => _log.Carried;

    async Task<long> IModelLog.FindFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _log.FindBoundsAsync(cancellationToken).ConfigureAwait(false)).First;
        }
        catch (LogEndedException e)
        {
            throw new StorageException($"The model '{_name}' was deleted.", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> PassedOver => _passedOver;

    /// <summary>Opens a log for reading.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="log">The place that is shared.</param>
    /// <param name="options">How events are appended.</param>
    /// <param name="counts">Counts what others were faster than.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what an operator should know.</param>
    /// <param name="closed">Told when the log is closed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The log; null when there is no such model any more.</returns>
    public static async Task<FencedLog?> OpenAsync(
        string name, ISharedLog log, FencedLogOptions options, FenceCounts counts, TimeProvider time, ILogger logger, Action<FencedLog> closed, CancellationToken cancellationToken)
    {
        try
        {
            var (_, last) = await log.FindBoundsAsync(cancellationToken).ConfigureAwait(false);
            var passedOver = await log.ListPassedOverAsync(cancellationToken).ConfigureAwait(false);
            return new FencedLog(name, log, last, passedOver, options, counts, time, logger, closed);
        }
        catch (LogEndedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void PassOver(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(position);
        _log.PassOver(position);
        lock (_lock)
        {
            _passedOver = [.. _passedOver.Append(position).Distinct().Order()];
        }
    }

    /// <inheritdoc/>
    public IReplayMark? BeginReplay() => _log.BeginReplay(Position);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var next = after + 1;
        if (after >= Position)
        {
            yield break;
        }

        await using var events = _log.ReadAsync(PointAt(after), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(events, next).ConfigureAwait(false))
        {
            var stored = events.Current;
            if (stored.Position != next)
            {
                AddMissing(next);
                yield break;
            }

            next++;
            lock (_lock)
            {
                _read = stored.Point;
                _end = Math.Max(_end, stored.Position);
            }

            yield return new StoredEvent(stored.Position, stored.Record);
        }
    }

    /// <inheritdoc/>
    public async Task FollowAsync(long after, IEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Position);
        ArgumentNullException.ThrowIfNull(sink);
        LogFollower follower;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, this);
            if (_follower is not null)
            {
                throw new InvalidOperationException($"The log of the model '{_name}' is followed already.");
            }

            _follower = follower = new LogFollower(_name, _log, _queue, PointAt(after), sink, _options, _counts, _time, _logger);
            _following = Task.Run(follower.RunAsync, CancellationToken.None);
        }

        _log.Watch(_queue.Signal);
        await follower.CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken) => await Followed().CatchUpAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> record, object? pending)
    {
        Followed();
        _queue.Add(record, pending);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => _log.ListSnapshotsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken)
    {
        if (await _log.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false) is not { } snapshot)
        {
            return null;
        }

        lock (_lock)
        {
            _read = new LogPoint(position, snapshot.Batch);
        }

        return snapshot.Bytes;
    }

    /// <inheritdoc/>
    public async Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Position);
        _queue.ThrowIfClosed();
        if (_queue.HasEnded)
        {
            return false;
        }

        var isStored = await _log.WriteSnapshotAsync(_follower?.Point ?? PointAt(position), position, snapshot, cancellationToken).ConfigureAwait(false);
        _follower?.NoteWritten();
        return isStored;
    }

    /// <inheritdoc/>
    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken) => _log.SetSnapshotAsideAsync(position, cancellationToken);

    /// <inheritdoc/>
    public async Task ContinueFromAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        _queue.ThrowIfClosed();
        if (_follower is not null)
        {
            throw new InvalidOperationException($"The log of the model '{_name}' is followed; it can be continued from a position only before.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var before = Position;
        if (position == before)
        {
            return;
        }

        await _log.ContinueFromAsync(position, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            (_end, _read) = (position, default);
        }

        if (position < before)
        {
            AddFault(string.Create(CultureInfo.InvariantCulture, $"Events {position + 1} to {before} are set aside: the model goes on from event {position}."));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closing ??= CloseAsync();
        }

        await _closing.ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        _queue.Close();
        await _following.ConfigureAwait(false);
        _queue.Dispose();
        await _log.DisposeAsync().ConfigureAwait(false);
        _closed(this);
    }

    // By the batch of what was read last it shows when the log went back meanwhile, and has another event there.
    private LogPoint PointAt(long position)
    {
        lock (_lock)
        {
            return _read.Position == position ? _read : new LogPoint(position, Guid.Empty);
        }
    }

    private LogFollower Followed()
    {
        if (_follower is { } follower)
        {
            return follower;
        }

        _queue.ThrowIfClosed();
        throw new InvalidOperationException($"The log of the model '{_name}' must be followed before an event is appended.");
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<SharedEvent> events, long next)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (LogEndedException)
        {
            AddMissing(next);
            return false;
        }
        catch (Exception reason) when (reason is not (StorageException or OperationCanceledException))
        {
            throw new StorageException($"The log of the model '{_name}' cannot be read: {reason.Message}", reason);
        }
    }

    private void AddMissing(long position) => AddFault(string.Create(CultureInfo.InvariantCulture, $"Event {position} is not in the log any more."));

    private void AddFault(string message)
    {
        var fault = new StorageFault(_name, 0, message);
        lock (_lock)
        {
            if (Array.IndexOf(_faults, fault) < 0)
            {
                _faults = [.. _faults, fault];
            }
        }
    }
}
