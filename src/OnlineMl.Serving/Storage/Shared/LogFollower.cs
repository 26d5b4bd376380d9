using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>Brings the events of a shared log to a sink: those that it appends itself, and between them those of others.</summary>
/// <remarks>
/// <para>One append is under way at a time; it wants to stand at the point up to which the sink has everything. When others were
/// faster, their events are read and given to the sink, and the append is tried again behind them. So the sink never misses an event that
/// stands before one of its own, and the position is all that keeps two servers apart.</para>
/// <para>When an answer is lost, the same append is sent again at the same point. Either the first one was stored: then the second finds the
/// log moved on, and the events behind the point have its number. Or another's was: then the first can never be stored. While neither can
/// be found out, its events are in doubt, and come as those of others if they were stored after all.</para>
/// </remarks>
internal sealed partial class LogFollower
{
    private const int MaxEventsAtOnce = 512;

    // On a slow machine one try may take all the time there is, and others that were faster once are not so all the time.
    private const int LeastTries = 8;

    private readonly string _name;
    private readonly ISharedLog _log;
    private readonly AppendQueue _queue;
    private readonly GuardedSink _sink;
    private readonly FencedLogOptions _options;
    private readonly FenceCounts _counts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CatchUpWaiters _waiters = new();
    private readonly Lock _lock = new();
    private LogPoint _point;
    private volatile StorageException? _writeFault;
    private StorageException? _end;
    private bool _isAway;

    public LogFollower(
        string name, ISharedLog log, AppendQueue queue, LogPoint at, IEventSink sink, FencedLogOptions options, FenceCounts counts, TimeProvider time, ILogger logger)
    {
        (_name, _log, _queue, _options, _counts, _time, _logger) = (name, log, queue, options, counts, time, logger);
        _sink = new GuardedSink(name, sink, logger);
        _point = at;
    }

    /// <summary>The position of the last event that the sink has.</summary>
    public long Position => Point.Position;

    /// <summary>The last event that the sink has.</summary>
    public LogPoint Point
    {
        get
        {
            lock (_lock)
            {
                return _point;
            }
        }
    }

    public StorageException? WriteFault => _writeFault;

    /// <summary>Takes note that something was written in another way.</summary>
    public void NoteWritten() => _writeFault = null;

    /// <summary>Appends and reads until the queue is closed and empty, or the log has ended.</summary>
    public async Task RunAsync()
    {
        while (_end is null && !_queue.IsFinished)
        {
            await _queue.WaitAsync(_isAway ? _options.Rest : Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            while (_end is null && _queue.TryTake(out var batch))
            {
                await AppendAsync(batch).ConfigureAwait(false);
                if (batch.Count > 1)
                {
                    await _queue.LetOthersAddAsync(batch.Count).ConfigureAwait(false);
                }
            }

            if (_end is null)
            {
                await ReadForAsync(_waiters.TakeAll()).ConfigureAwait(false);
            }
        }

        var end = _end ?? new StorageException($"The log of the model '{_name}' was closed.");
        _waiters.End(end);
        _waiters.TakeAll().ForEach(done => done.TrySetException(end));
    }

    /// <summary>Waits until the sink has what was durable when this was called.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var waiting = _waiters.Add();
        _queue.Signal();
        await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // There may be something to append all the time. Where an append was stored, the sink had all that stood before it, so that nothing is to be read for
    // those who waited when it was sent.
    private async Task AppendAsync(EventBatch batch)
    {
        var waiting = _waiters.TakeAll();
        if (await TryAppendAsync(batch).ConfigureAwait(false))
        {
            waiting.ForEach(done => done.TrySetResult());
        }
        else if (_end is { } end)
        {
            waiting.ForEach(done => done.TrySetException(end));
        }
        else if (waiting.Count > 0)
        {
            await ReadForAsync(waiting).ConfigureAwait(false);
        }
    }

    /// <returns>Whether all of the batch is stored, and the sink has it.</returns>
    private async Task<bool> TryAppendAsync(EventBatch batch)
    {
        var start = _time.GetTimestamp();
        var mayBeStored = false;
        var isRefused = false;
        var (moves, isMoved) = (0, false);
        do
        {
            try
            {
                var appending = _log.AppendAsync(_point, batch.Id, batch.Records);
                if (!appending.IsCompleted)
                {
                    _sink.Prepare(batch.StoredBehind(_point.Position));
                }

                if (await FinishAsync(await appending.ConfigureAwait(false), batch).ConfigureAwait(false))
                {
                    return true;
                }

                // Others stand where it would have been stored.
                mayBeStored = false;
                isMoved = ++moves < LeastTries;
                continue;
            }
            catch (LogEndedException ended)
            {
                End(ended.End, batch, mayBeStored);
                return false;
            }
            catch (StorageException refused) when (!mayBeStored && batch.Given == 0)
            {
                isRefused = true;
                NoteFault(refused);
                break;
            }
            catch (Exception lost)
            {
                isMoved = false;
                mayBeStored |= lost is not (StorageException or NotSentException);
                NoteFault(lost as StorageException ?? new StorageException($"The storage of the model '{_name}' does not answer: {lost.Message}", lost));
            }

            if (batch.Given == batch.Count)
            {
                return true;
            }

            await Task.Delay(_options.Rest, _time).ConfigureAwait(false);
        }
        while (isMoved || _time.GetElapsedTime(start) < (_isAway ? _options.Rest : _options.Patience));

        _isAway = !isRefused;
        GiveUp(batch, mayBeStored, _writeFault ?? new StorageException($"Others append to the log of the model '{_name}' all the time."));
        return false;
    }

    /// <summary>Does what follows from the answer to an append.</summary>
    /// <returns>Whether the batch is done with.</returns>
    private async Task<bool> FinishAsync(AppendOutcome outcome, EventBatch batch)
    {
        switch (outcome)
        {
            case AppendOutcome.Appended:
                var stored = batch.StoredBehind(_point.Position);
                Advance(new LogPoint(stored[^1].Position, batch.Id));
                batch.Given = batch.Count;
                (_writeFault, _isAway) = (null, false);
                _sink.Apply(stored);
                return true;
            case AppendOutcome.Moved:
                _counts.StandBack(batch.Count - batch.Given);
                await ReadAsync(batch).ConfigureAwait(false);
                (_writeFault, _isAway) = (null, false);
                return batch.Given == batch.Count;
            default:
                throw new LogEndedException(outcome == AppendOutcome.Deleted ? LogEnd.Deleted : LogEnd.Rewritten);
        }
    }

    /// <summary>Gives the sink what stands behind the point: events of others, and those of a batch whose answer was lost.</summary>
    private async Task ReadAsync(EventBatch? own)
    {
        var events = new List<StoredEvent>();
        var (point, owned) = (_point, 0);
        await foreach (var stored in _log.ReadAsync(_point, CancellationToken.None).ConfigureAwait(false))
        {
            if (stored.Position != point.Position + 1)
            {
                throw new LogEndedException(LogEnd.Rewritten);
            }

            point = stored.Point;
            events.Add(new StoredEvent(stored.Position, stored.Record, stored.Batch == own?.Id ? own.Pending[own.Given + owned++] : null));
            if (events.Count == MaxEventsAtOnce)
            {
                Give();
            }
        }

        Give();

        void Give()
        {
            if (events.Count > 0)
            {
                Advance(point);
                own?.Given += owned;
                owned = 0;
                _sink.Apply([.. events]);
                events.Clear();
            }
        }
    }

    /// <summary>Reads what others appended, and ends the wait of those who asked for it before.</summary>
    private async Task ReadForAsync(List<TaskCompletionSource> waiting)
    {
        try
        {
            await ReadAsync(null).ConfigureAwait(false);
            _writeFault = _isAway ? null : _writeFault;
            _isAway = false;
            waiting.ForEach(done => done.TrySetResult());
        }
        catch (LogEndedException ended)
        {
            End(ended.End, null, mayBeStored: false);
            waiting.ForEach(done => done.TrySetException(_end!));
        }
        catch (Exception reason)
        {
            var failure = reason as StorageException ?? new StorageException($"The log of the model '{_name}' cannot be read: {reason.Message}", reason);
            NoteFault(failure);
            _isAway = true;
            waiting.ForEach(done => done.TrySetException(failure));
        }
    }

    private void Advance(LogPoint point)
    {
        lock (_lock)
        {
            _point = point;
        }
    }

    private void GiveUp(EventBatch batch, bool mayBeStored, StorageException reason)
    {
        batch.Drop(_sink, mayBeStored, reason);
        foreach (var behind in _queue.TakeAll())
        {
            behind.Drop(_sink, mayBeStored: false, reason);
        }
    }

    private void End(LogEnd end, EventBatch? batch, bool mayBeStored)
    {
        var reason = new StorageException(end == LogEnd.Deleted
            ? $"The model '{_name}' was deleted."
            : $"The log of the model '{_name}' is no longer what it was; the model is read anew.");
        _end = reason;
        LogEnded(_name, end);

        // Whoever is told may call again at once, and is not to meet a model that does not know yet.
        _sink.End(end);
        _waiters.End(reason);
        _queue.End(reason);
        if (batch is not null)
        {
            batch.Drop(_sink, mayBeStored, reason);
        }

        foreach (var behind in _queue.TakeAll())
        {
            behind.Drop(_sink, mayBeStored: false, reason);
        }
    }

    private void NoteFault(StorageException reason)
    {
        if (_writeFault is null)
        {
            LogAway(_name, reason);
        }

        _writeFault = reason;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage of the model '{Model}' does not answer as it should; it is tried again.")]
    private partial void LogAway(string model, Exception reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of the model '{Model}' has ended: {End}.")]
    private partial void LogEnded(string model, LogEnd end);
}
