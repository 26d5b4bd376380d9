using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage.Memory;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The log and the snapshots of one model in one folder.</summary>
/// <remarks>
/// What is appended is collected in a buffer. While a thread writes one buffer the next one fills, so that one flush makes all events
/// durable that came during the flush before. Whoever sets <see cref="_isScheduled"/> has the segments being written to itself until it
/// calls <see cref="TryRelease"/>: a thread of the writers, a snapshot that ends a segment, or a recovery.
/// </remarks>
internal sealed partial class FileModelLog : IModelLog
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _maintenance = new(1, 1);
    private readonly string _name;
    private readonly ModelFolder _folder;
    private readonly FileLogContext _context;
    private readonly LogFaults _faults;
    private readonly List<Segment> _segments;
    private readonly LogReading _reading;
    private readonly SegmentWriter _segmentWriter;
    private readonly InlineEvents? _inline;
    private readonly PassedOverEvents _passedOver;
    private readonly LastSegment _lastSegment;
    private IEventSink? _sink;
    private volatile StorageException? _writeFault;
    private AppendBuffer? _pending;
    private long _position;
    private long _next;
    private int _lastRound;
    private bool _isScheduled;
    private bool _isRolling;
    private TaskCompletionSource? _drained;
    private Task? _closing;

    private FileModelLog(
        string name, ModelFolder folder, FileLogContext context, LogFaults faults, List<Segment> segments, long position)
    {
        (_name, _folder, _context, _faults, _segments) = (name, folder, context, faults, segments);
        _reading = new LogReading(name, folder, faults);
        _segmentWriter = new SegmentWriter(folder, context.Options, _lastSegment = new LastSegment(folder));
        _passedOver = new PassedOverEvents(name, folder, context.Process);
        _inline = context.Writers is null ? new InlineEvents(position) : null;
        _position = position;
        _next = position + 1;
    }

    /// <inheritdoc/>
    public long Position => _inline?.Position ?? Volatile.Read(ref _position);

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => _faults.Found;

    /// <inheritdoc/>
    public StorageException? WriteFault => _writeFault;

    /// <summary>Whether it is being closed, or is.</summary>
    public bool IsClosing
    {
        get
        {
            lock (_lock)
            {
                return _closing is not null;
            }
        }
    }

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
    public IReadOnlyList<long> PassedOver => _passedOver.Positions;

    /// <inheritdoc/>
    public void PassOver(long position) => _passedOver.Add(position);

    /// <inheritdoc/>
    public IReplayMark? BeginReplay() => _passedOver.BeginReplay();

    /// <inheritdoc/>
    public bool AppliesAtOnce => _inline is not null;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> record, object? pending)
    {
        if (_context.Writers is not { } writers)
        {
            _inline!.Append(record, pending);
            return;
        }

        ThrowIfLost();
        var checksum = SegmentFormat.BeginChecksum(record);
        var most = _context.Options.MaxPendingBytes;
        bool wasScheduled;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, this);
            if (_sink is null)
            {
                throw new InvalidOperationException($"The log of the model '{_name}' must be followed before an event is appended.");
            }

            var waiting = _pending?.Length ?? 0;
            if (record.Length > most - SegmentFormat.FrameBytes - waiting)
            {
                throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{waiting} bytes of the model '{_name}' wait to be written; with {record.Length} more they would exceed the limit of {most}."));
            }

            _pending ??= writers.Rent();
            _pending.Add(_next, record, SegmentFormat.EndChecksum(checksum, _next), pending);
            _next++;
            wasScheduled = _isScheduled;
            _isScheduled = true;
        }

        if (!wasScheduled)
        {
            writers.Enqueue(this);
        }
    }

    /// <inheritdoc/>
    public async Task FollowAsync(long after, IEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Position);
        ArgumentNullException.ThrowIfNull(sink);
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfFollowed("it is followed by one at a time");
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

            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_closing is not null, this);
                _sink = sink;
                _inline?.Follow(sink);
            }
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return _reading.ReadAsync(ListSegments(), after, Position, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => _reading.ListSnapshotsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => _reading.ReadSnapshotAsync(position, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closing is null)
            {
                _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!_isScheduled)
                {
                    _drained.SetResult();
                }

                _closing = Task.Run(CloseAsync);
            }
        }

        await _closing.ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        _inline?.Close();
        await _drained!.Task.ConfigureAwait(false);
        await _maintenance.WaitAsync().ConfigureAwait(false);
        try
        {
            _passedOver.EndReplay();
            _segmentWriter.Close();
        }
        finally
        {
            _maintenance.Release();
            _context.Closed(_name, this);
        }
    }

    private async Task MissLastAsync(List<Segment> found, long covered, CancellationToken cancellationToken)
    {
        await _lastSegment.FindAsync(cancellationToken).ConfigureAwait(false);
        if (_lastSegment.IsMissed(found, covered))
        {
            _faults.Add(_folder.PathOf(ModelFolder.SegmentName(_lastSegment.First)), 0, string.Create(
                CultureInfo.InvariantCulture, $"The file is gone: events from {Math.Max(_lastSegment.First, covered + 1)} on are lost."));
        }
        else if (_lastSegment.IsMissed(_segments, covered))
        {
            // It was set aside just now, and that is reported.
            _lastSegment.Forget();
        }
    }

    // Another process writes there.
    private void ThrowIfLost()
    {
        if (_context.Loss is { } loss)
        {
            throw new StorageException(loss.Message, loss);
        }
    }

    private void ThrowIfFollowed(string reason)
    {
        lock (_lock)
        {
            if (_sink is not null)
            {
                throw new InvalidOperationException($"The log of the model '{_name}' is followed; {reason}.");
            }
        }
    }

    private List<Segment> ListSegments()
    {
        lock (_lock)
        {
            return [.. _segments];
        }
    }
}
