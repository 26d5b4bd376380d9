using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage.Memory;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Takes the events of one log and brings them to the disk, round by round, and then to the sink.</summary>
/// <remarks>
/// What is appended is collected in a buffer. While a thread writes one buffer the next one fills, so that one flush makes all events
/// durable that came during the flush before. Whoever sets <see cref="_isScheduled"/> has the segments being written to itself until it
/// calls <see cref="TryRelease"/>: a thread of the writers, a snapshot that ends a segment, or a recovery.
/// </remarks>
internal sealed partial class LogAppender
{
    // Beyond so many, events come from other processors, which need no room to run.
    private const int MaxYields = 8;

    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly FileLogContext _context;
    private readonly LogSegments _segments;
    private readonly SegmentWriter _segmentWriter;
    private readonly InlineEvents? _inline;
    private readonly FollowingSink _sink;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendBuffer? _pending;
    private long _position;
    private long _next;
    private int _lastRound;
    private bool _isScheduled;
    private bool _isRolling;
    private volatile bool _isEnding;

    /// <summary>Makes one for a log that ends at a position.</summary>
    public LogAppender(string name, FileLogContext context, LogSegments segments, SegmentWriter segmentWriter, long position)
    {
        (_name, _context, _segments, _segmentWriter) = (name, context, segments, segmentWriter);
        _inline = context.Writers is null ? new InlineEvents(position) : null;
        _sink = new FollowingSink(name, context);
        (_position, _next) = (position, position + 1);
    }

    /// <summary>The position of the last durable event.</summary>
    public long Position => _inline?.Position ?? Volatile.Read(ref _position);

    /// <summary>Whether the sink gets an event before it is appended, as nothing is written.</summary>
    public bool AppliesAtOnce => _inline is not null;

    /// <summary>Why the last attempt to write to the folder failed; null when it did not.</summary>
    public StorageException? Fault { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsEnding => _isEnding;

    /// <summary>Takes an event.</summary>
    public void Append(ReadOnlySpan<byte> record, object? pending)
    {
        if (_context.Writers is not { } writers)
        {
            _inline!.Append(record, pending);
            return;
        }

        _context.ThrowIfLost();
        var checksum = SegmentFormat.BeginChecksum(record);
        var most = _context.Options.MaxPendingBytes;
        bool wasScheduled;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isEnding, typeof(IModelLog));
            if (!_sink.IsThere)
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

            _pending ??= writers.Buffers.Rent();
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

    /// <summary>Brings what is appended from now on to a sink.</summary>
    public void Follow(IEventSink sink)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isEnding, typeof(IModelLog));
            _sink.Set(sink);
            _inline?.Follow(sink);
        }
    }

    /// <exception cref="InvalidOperationException">There is a sink.</exception>
    public void ThrowIfFollowed(string reason)
    {
        lock (_lock)
        {
            if (_sink.IsThere)
            {
                throw new InvalidOperationException($"The log of the model '{_name}' is followed; {reason}.");
            }
        }
    }

    /// <summary>Goes on from a position, which nobody follows yet.</summary>
    public void ContinueFrom(long position)
    {
        _inline?.ContinueFrom(position);
        _next = position + 1;
        Volatile.Write(ref _position, position);
    }

    /// <summary>Ends the taking of events.</summary>
    /// <returns>Done when what was taken is durable or has failed.</returns>
    public Task End()
    {
        lock (_lock)
        {
            _isEnding = true;
            _inline?.Close();
            if (!_isScheduled)
            {
                _drained.TrySetResult();
            }
        }

        return _drained.Task;
    }

    /// <summary>Lets go of the file, after <see cref="End"/>.</summary>
    public void Close() => _segmentWriter.Close();

    /// <summary>Ends the segment being written, so that it can be dropped one day, and lets go of its file.</summary>
    public void Roll()
    {
        lock (_lock)
        {
            _isRolling = _segmentWriter.IsOpen;
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        if (!TryRelease())
        {
            _context.Writers!.Enqueue(this);
        }
    }

    /// <summary>Makes durable what is pending; for the thread that the log is scheduled on.</summary>
    /// <returns>Whether more has come in the meantime; otherwise the log is not scheduled any more.</returns>
    public bool WriteRound()
    {
        if (_lastRound > 1)
        {
            LetOthersAppend();
        }

        AppendBuffer round;
        bool isRolling;
        lock (_lock)
        {
            round = _pending!;
            _lastRound = round.Events.Length;
            _pending = null;
            isRolling = _isRolling;
            _isRolling = false;
        }

        try
        {
            _context.Writers!.ThrowIfEnded();
            if (isRolling)
            {
                _segmentWriter.Close();
            }

            var segment = _segmentWriter.Write(round);
            if (_segmentWriter.AwaitsFlush)
            {
                _sink.Prepare(round);
                _segmentWriter.Flush();
            }

            // Whoever reads up to the position finds the segment that it is in.
            _segments.Extend(segment, round.Length, _context.Time.GetUtcNow());
            Fault = null;
            Volatile.Write(ref _position, round.Events[^1].Position);
        }
        catch (Exception reason)
        {
            Fail(round, reason);
            round.Clear();
        }

        if (round.Length > 0)
        {
            _sink.Apply(round);
        }

        _context.Writers!.Buffers.Return(round);
        return !TryRelease();
    }

    /// <summary>Lets those run who got their answers just now and may be about to append again, if they share this processor: fewer and larger
    /// flushes take less of it.</summary>
    private void LetOthersAppend()
    {
        long before;
        var turns = MaxYields;
        do
        {
            before = Volatile.Read(ref _next);
            Thread.Yield();
        }
        while (Volatile.Read(ref _next) != before && --turns > 0);
    }

    /// <summary>Fails a round and what came behind it, which was framed with positions that now begin anew.</summary>
    private void Fail(AppendBuffer round, Exception reason)
    {
        var failure = StorageFailure.Because($"Events of the model '{_name}' cannot be written", reason);
        if (Fault is null)
        {
            LogWriteFailed(_context.Logger, _name, failure);
        }

        _segmentWriter.Abandon();
        AppendBuffer? behind;
        lock (_lock)
        {
            Fault = failure;
            behind = _pending;
            _pending = null;
            _next = _position + 1;
        }

        _sink.Fail(round, failure);
        if (behind is not null)
        {
            _sink.Fail(behind, failure);
            _context.Writers!.Buffers.Return(behind);
        }
    }

    /// <summary>Ends the turn of whom the log is scheduled on, unless there is more to write.</summary>
    private bool TryRelease()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_pending is not null)
                {
                    return false;
                }

                if (!_isRolling)
                {
                    _isScheduled = false;
                    if (_isEnding)
                    {
                        _drained.TrySetResult();
                    }

                    return true;
                }

                _isRolling = false;
            }

            _segmentWriter.Close();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Events of the model '{Model}' cannot be written; it is tried again with the next one.")]
    private static partial void LogWriteFailed(ILogger logger, string model, Exception reason);
}
