using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <content>Writing what is pending, round by round, by whoever the log is scheduled on.</content>
internal sealed partial class FileModelLog
{
    // Beyond so many, events come from other processors, which need no room to run.
    private const int MaxYields = 8;

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
                Notify(round, static (sink, events) => sink.Prepare(events));
                _segmentWriter.Flush();
            }

            Commit(segment, round);
        }
        catch (Exception reason)
        {
            Fail(round, reason);
            round.Clear();
        }

        if (round.Length > 0)
        {
            Notify(round, static (sink, events) => sink.Apply(events));
        }

        _context.Writers!.Return(round);
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

    private void Commit(Segment segment, AppendBuffer round)
    {
        var now = _context.Time.GetUtcNow();
        lock (_lock)
        {
            if (_segments.Count == 0 || _segments[^1] != segment)
            {
                _segments.Add(segment);
            }

            segment.Length += round.Length;
            segment.LastWrite = now;
            _writeFault = null;
            Volatile.Write(ref _position, round.Events[^1].Position);
        }
    }

    private void Notify(AppendBuffer round, Action<IEventSink, ReadOnlySpan<StoredEvent>> what)
    {
        _context.Writers!.BeginApplying();
        try
        {
            what(_sink!, round.Events);
        }
        catch (Exception reason)
        {
            LogSinkFailed(_context.Logger, _name, reason);
        }
        finally
        {
            _context.Writers.EndApplying();
        }
    }

    /// <summary>Fails a round and what came behind it, which was framed with positions that now begin anew.</summary>
    private void Fail(AppendBuffer round, Exception reason)
    {
        var failure = StorageFailure.Because($"Events of the model '{_name}' cannot be written", reason);
        if (_writeFault is null)
        {
            LogWriteFailed(_context.Logger, _name, failure);
        }

        _segmentWriter.Abandon();
        AppendBuffer? behind;
        lock (_lock)
        {
            _writeFault = failure;
            behind = _pending;
            _pending = null;
            _next = _position + 1;
        }

        Fail(round.Events, failure);
        if (behind is not null)
        {
            Fail(behind.Events, failure);
            _context.Writers!.Return(behind);
        }
    }

    private void Fail(ReadOnlySpan<StoredEvent> events, StorageException failure)
    {
        foreach (var failed in events)
        {
            try
            {
                _sink!.Fail(failed.Pending, failure);
            }
            catch (Exception reason)
            {
                LogSinkFailed(_context.Logger, _name, reason);
            }
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
                    _drained?.TrySetResult();
                    return true;
                }

                _isRolling = false;
            }

            _segmentWriter.Close();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sink of the model '{Model}' failed.")]
    private static partial void LogSinkFailed(ILogger logger, string model, Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Events of the model '{Model}' cannot be written; it is tried again with the next one.")]
    private static partial void LogWriteFailed(ILogger logger, string model, Exception reason);
}
