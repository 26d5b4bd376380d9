using System.Buffers;
using System.Globalization;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The log and the snapshots of one model in one folder: what a <see cref="LogAppender"/>, a <see cref="LogReading"/> and
/// <see cref="LogSnapshots"/> do with its files, in turns where they must not overlap.</summary>
internal sealed class FileModelLog : IModelLog
{
    private readonly string _name;
    private readonly ModelFolder _folder;
    private readonly FileLogContext _context;
    private readonly LogFaults _faults;
    private readonly LastSegment _lastSegment;
    private readonly LogSegments _segments;
    private readonly LogAppender _appender;
    private readonly LogReading _reading;
    private readonly LogSnapshots _snapshots;
    private readonly PassedOverEvents _passedOver;
    private readonly ExclusiveWork _work = new();
    private readonly Lock _closingLock = new();
    private Task? _closing;

    private FileModelLog(
        string name, ModelFolder folder, FileLogContext context, LogFaults faults, List<Segment> segments, long position)
    {
        (_name, _folder, _context, _faults) = (name, folder, context, faults);
        _lastSegment = new LastSegment(folder);
        _segments = new LogSegments(segments, _lastSegment);
        _appender = new LogAppender(name, context, _segments, new SegmentWriter(folder, context.Options, _lastSegment), position);
        _reading = new LogReading(name, folder, faults);
        _snapshots = new LogSnapshots(name, folder, context, _segments, _appender);
        _passedOver = new PassedOverEvents(name, folder, context.Process);
    }

    /// <inheritdoc/>
    public long Position => _appender.Position;

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => _faults.Found;

    /// <inheritdoc/>
    public StorageException? WriteFault => _appender.Fault;

    /// <inheritdoc/>
    public IReadOnlyList<long> PassedOver => _passedOver.Positions;

    /// <inheritdoc/>
    public bool AppliesAtOnce => _appender.AppliesAtOnce;

    /// <summary>Whether it is being closed, or is.</summary>
    public bool IsClosing => _appender.IsEnding;

    /// <summary>Makes the log of a model that was created just now, without the disk, which may fail.</summary>
    public static FileModelLog Begin(string name, ModelFolder folder, FileLogContext context) =>
        new(name, folder, context, new LogFaults(context.Logger, name), [], position: 0);

    /// <summary>Opens what is in a folder.</summary>
    public static async Task<FileModelLog> OpenAsync(
        string name, ModelFolder folder, FileLogContext context, CancellationToken cancellationToken)
    {
        var faults = new LogFaults(context.Logger, name);
        folder.RemoveUnfinished();
        var segments = folder.ListSegments();
        List<Segment> found = [.. segments];
        var covered = folder.ListSnapshots().FirstOrDefault();
        var end = await new LogRecovery(folder, faults).FindEndAsync(segments, covered, cancellationToken).ConfigureAwait(false);

        // A snapshot tells that there were events up to its position, even when the log was not kept or its end is lost.
        var log = new FileModelLog(name, folder, context, faults, segments, Math.Max(end, covered));
        await log.MissLastAsync(found, covered, cancellationToken).ConfigureAwait(false);
        await log._passedOver.FindAsync(log.Position, cancellationToken).ConfigureAwait(false);
        return log;
    }

    /// <inheritdoc/>
    public void PassOver(long position) => _passedOver.Add(position);

    Task<long> IModelLog.FindFirstAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_segments.List() is [var first, ..] ? first.First : Position + 1);

    /// <inheritdoc/>
    public IReplayMark? BeginReplay() => _passedOver.BeginReplay();

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> record, object? pending) => _appender.Append(record, pending);

    /// <inheritdoc/>
    public Task FollowAsync(long after, IEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Position);
        ArgumentNullException.ThrowIfNull(sink);
        return _work.RunAsync(
            async () =>
            {
                _appender.ThrowIfFollowed("it is followed by one at a time");
                var position = after;
                await foreach (var stored in ReadAsync(after, cancellationToken).ConfigureAwait(false))
                {
                    sink.Apply(new ReadOnlySpan<StoredEvent>(in stored));
                    position = stored.Position;
                }

                if (position != Position)
                {
                    throw new StorageException(string.Create(
                        CultureInfo.InvariantCulture, $"Event {position + 1} of the model '{_name}' cannot be read: {_faults.Found[^1].Message}"));
                }

                _appender.Follow(sink);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);

        // First the position: the segments that are listed behind it have all events up to it.
        var position = Position;
        return _reading.ReadAsync(_segments.List(), after, position, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => _reading.ListSnapshotsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => _reading.ReadSnapshotAsync(position, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Position);
        _context.ThrowIfLost();
        var isWritten = false;
        await MaintainAsync(snapshot.Length, () => isWritten = _snapshots.Write(position, snapshot), cancellationToken).ConfigureAwait(false);
        return isWritten;
    }

    /// <inheritdoc/>
    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken) =>
        MaintainAsync(bytes: 0, () => _snapshots.SetAside(position), cancellationToken);

    /// <inheritdoc/>
    public async Task ContinueFromAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var continuation = new LogContinuation(_name, _folder, _faults, _segments, _appender);
        await MaintainAsync(bytes: 0, () => continuation.GoOnFromAsync(position), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks whether the files are still there, unless that is changing just now.</summary>
    public void FindMissing()
    {
        if (!IsClosing)
        {
            _work.TryRun(new MissingFiles(_name, _folder, _faults, _segments, _appender).Find);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var drained = _appender.End();
        lock (_closingLock)
        {
            _closing ??= Task.Run(() => CloseAsync(drained));
        }

        await _closing.ConfigureAwait(false);
    }

    private async Task CloseAsync(Task drained)
    {
        await drained.ConfigureAwait(false);
        await _work.RunAsync(
            () =>
            {
                try
                {
                    _passedOver.EndReplay();
                    _appender.Close();
                    return Task.CompletedTask;
                }
                finally
                {
                    _context.Closed(_name, this);
                }
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    private Task MaintainAsync(long bytes, Action work, CancellationToken cancellationToken) => MaintainAsync(
        bytes,
        () =>
        {
            work();
            return Task.CompletedTask;
        },
        cancellationToken);

    private Task MaintainAsync(long bytes, Func<Task> work, CancellationToken cancellationToken) => _work.RunOnDiskAsync(
        bytes,
        () =>
        {
            ObjectDisposedException.ThrowIf(IsClosing, this);
            return work();
        },
        cancellationToken);

    private async Task MissLastAsync(List<Segment> found, long covered, CancellationToken cancellationToken)
    {
        await _lastSegment.FindAsync(cancellationToken).ConfigureAwait(false);
        if (_lastSegment.IsMissed(found, covered))
        {
            _faults.Add(_folder.PathOf(ModelFolder.SegmentName(_lastSegment.First)), 0, string.Create(
                CultureInfo.InvariantCulture, $"The file is gone: events from {Math.Max(_lastSegment.First, covered + 1)} on are lost."));
        }
        else if (_lastSegment.IsMissed(_segments.List(), covered))
        {
            // It was set aside just now, and that is reported.
            _lastSegment.Forget();
        }
    }
}
