using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <summary>A model in memory together with its log. Calls become events of the log; events that are durable are applied, and their calls
/// answered.</summary>
internal sealed class LiveModel(ModelEntry entry, ServingContext context, ModelState state, IModelLog log) : IEventSink
{
    private readonly CallObservers _observers = new(entry, context);
    private readonly PeekedPredictions _peeks = new(entry, context);
    private readonly CompletionBatchPool _batches = new();
    private readonly PendingCallPool _calls = new(state.Model);
    private int _pending;
    private long _lastUsed = context.Time.GetTimestamp();
    private volatile string? _failure;

    public ModelState State => state;

    public IModelLog Log => log;

    /// <summary>The newest snapshot.</summary>
    public SnapshotSchedule Snapshot { get; } = new(context.Options, context.Time);

    /// <summary>When it was last called, as a timestamp of the clock.</summary>
    public long LastUsed => Math.Max(_lastUsed, _peeks.LastUsed);

    /// <summary>About how many bytes it takes, as of the last look.</summary>
    public long Bytes
    {
        get;
        set
        {
            context.Memory.Take(value - field);
            field = value;
        }
    }

    /// <summary>Why it is no longer what the log says; null while it is. Such a model takes no more calls and is stored no more.</summary>
    public string? Failure => _failure;

    /// <summary>Whether another server deleted it.</summary>
    public bool IsDeleted { get; private set; }

    public bool IsIdle => Volatile.Read(ref _pending) <= 0;

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim()
    {
        _calls.Trim();
        _batches.Trim();
    }

    /// <summary>Takes a call.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives a prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <param name="isCaughtUp">Whether the model has what other servers had made durable when the call came. A label is refused for want of a
    /// prediction only then.</param>
    /// <param name="pending">The call to wait for; null when it is done already, for a prediction without a trace.</param>
    /// <returns>False when the model is no longer in memory, or has to catch up first.</returns>
    /// <exception cref="OnlineMlException">The call is refused; it leaves no trace.</exception>
    public bool TryTake(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, long start, bool isCaughtUp, out PendingCall? pending)
    {
        pending = null;
        kind = kind == EventKind.Predict && State.IsPulled ? EventKind.Pull : kind;
        var isLogged = kind != EventKind.Predict || call.Identifier is not null || call.IdempotencyKey is not null || State.Model.ChangesWhenAsked;
        if (!isLogged)
        {
            return _peeks.TryAnswer(State, call, prediction!, start);
        }

        pending = _calls.Rent();
        pending.Kind = kind;
        pending.Start = start;
        pending.Prediction = prediction;
        pending.MayBeForgotten = call.MayBeForgotten && !State.Model.ChangesWhenAsked;
        Answer? repeated;
        try
        {
            if (!TryAdmit(kind, call, pending, isCaughtUp, out repeated))
            {
                pending.Recycle();
                return false;
            }
        }
        catch (Exception e)
        {
            pending.Recycle();
            throw context.Refuse(entry, e);
        }

        if (repeated is null)
        {
            return TryAppend(kind, call, ref pending);
        }

        pending.Complete(repeated, continuesHere: false);
        return true;
    }

    /// <summary>Lets the model remember as much as the options say from here on, by an event, so that every replay and every server does.</summary>
    /// <exception cref="OnlineMlException">The event cannot be stored, or it is not known whether it is.</exception>
    public async Task TakeLimitsAsync()
    {
        var limits = new RememberingLimits(context.Options);
        lock (State.StateLock)
        {
            if (State.Limits.Equals(limits))
            {
                return;
            }
        }

        var pending = _calls.Rent();
        pending.Kind = EventKind.Limits;
        pending.Start = context.Time.GetTimestamp();
        pending.MayBeForgotten = false;
        Interlocked.Increment(ref _pending);
        if (TryAppend(EventKind.Limits, new ModelCall { Model = State.Name, Options = limits.Write() }, ref pending!))
        {
            await new ValueTask(pending, pending.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Answers predictions while the disk is still writing them: those before the first event that may change the model, which the others
    /// have to wait for.</summary>
    void IEventSink.Prepare(ReadOnlySpan<StoredEvent> events)
    {
        if (State.Model.ChangesWhenAsked)
        {
            return;
        }

        lock (State.StateLock)
        {
            var prepared = 0;
            foreach (var stored in events)
            {
                var record = EventRecord.Read(stored.Record);
                if (record.Kind != EventKind.Predict)
                {
                    break;
                }

                if (stored.Pending is PendingCall call)
                {
                    State.Prepare(record, call.Prepared);
                    prepared++;
                }
            }

            State.Memory.WarmOldest(prepared);
        }
    }

    void IEventSink.Apply(ReadOnlySpan<StoredEvent> events)
    {
        _observers.Begin();
        var answered = _batches.Rent();
        var applied = 0;
        OnlineMlException? exhausted = null;
        bool isSnapshotDue;
        lock (State.StateLock)
        {
            try
            {
                while (_failure is null && applied < events.Length)
                {
                    Apply(events[applied], answered);
                    applied++;
                }
            }
            catch (Exception reason)
            {
                if (reason is OutOfMemoryException && ModelRecovery.TryPassOver(Log, events[applied].Position))
                {
                    exhausted = ServingContext.Exhausted(entry, "it is passed over for good", reason);
                }

                _failure = reason.Message;
                State.IsClosed = true;
            }

            _observers.Count(State);
            isSnapshotDue = Snapshot.IsDueByCount(State.Position);
        }

        _observers.Tell(events.Length);
        Interlocked.Add(ref _pending, -answered.Count);
        answered.Send();
        if (exhausted is not null)
        {
            FailAll(events.Slice(applied++, 1), exhausted);
        }

        if (_failure is not null)
        {
            FailAll(events[applied..], new OnlineMlException(
                RefusalKind.Unavailable, $"The model '{State.Name}' failed and is restored from its log, which has this call, too: {_failure}"));
        }
        else if (!isSnapshotDue)
        {
            return;
        }

        context.RequestMaintenance();
    }

    void IEventSink.Fail(object? pending, StorageException reason) => Fail(pending, ServingContext.Refusal(reason));

    void IEventSink.InDoubt(object? pending, StorageException reason) => Fail(pending, new OnlineMlException(
        RefusalKind.Unavailable, $"It is not known whether the call is stored: {reason.Message} Repeat it with the same idempotency key.", reason)
    { RetryAfter = ServingContext.RetryAfter });

    void IEventSink.End(LogEnd end)
    {
        lock (State.StateLock)
        {
            IsDeleted = end == LogEnd.Deleted;
            _failure = IsDeleted ? "it was deleted" : "its log was rewritten";
            State.IsClosed = true;
        }

        context.RequestMaintenance();
    }

    private bool TryAdmit(EventKind kind, in ModelCall call, PendingCall pending, bool isCaughtUp, out Answer? repeated)
    {
        repeated = null;
        lock (State.StateLock)
        {
            if (State.IsClosed)
            {
                return false;
            }

            _lastUsed = pending.Start;
            if (!isCaughtUp && State.Checks.NeedsPrediction(kind, call))
            {
                return false;
            }

            repeated = State.Checks.Admit(kind, call, pending.Prepared);
            Interlocked.Add(ref _pending, repeated is null ? 1 : 0);
            return true;
        }
    }

    private bool TryAppend(EventKind kind, in ModelCall call, ref PendingCall? pending)
    {
        try
        {
            if (Snapshot.IsLogFull)
            {
                throw new StorageException($"The model '{State.Name}' has logged as many bytes since its last snapshot as MaxLogBytes allows.", isFull: true);
            }

            EventRecord.Write(pending!.Record, kind, context.EventClock.Now().ToUnixTimeMilliseconds(), call);
            Log.Append(pending.Record.WrittenSpan, pending);
            return true;
        }
        catch (Exception e)
        {
            Interlocked.Decrement(ref _pending);
            if (e is ObjectDisposedException && State.IsClosed)
            {
                // It was removed, or saved for the end, since the call was checked.
                pending!.Recycle();
                return false;
            }

            if (e is not StorageException refused)
            {
                // Nobody knows what became of the event, and whether the store still holds the call.
                throw new OnlineMlException(RefusalKind.Unavailable, $"The store of the model '{State.Name}' failed: {e.Message}", e);
            }

            var (mayBeForgotten, prediction, start) = (pending!.MayBeForgotten, pending.Prediction, pending.Start);
            pending.Recycle();
            pending = null;
            return mayBeForgotten ? _peeks.TryAnswer(State, call, prediction!, start) : throw ServingContext.Refusal(refused);
        }
    }

    private void Apply(in StoredEvent stored, CompletionBatch answered)
    {
        if (stored.Position != State.Position + 1)
        {
            throw new InvalidOperationException($"Event {stored.Position} came behind event {State.Position}.");
        }

        var call = (PendingCall?)stored.Pending;
        var record = EventRecord.Read(stored.Record);
        var applied = call is null ? State.Replay(record, _observers.AreHearing) : State.Apply(record, call.Prepared, _observers.AreHearing);
        Snapshot.EventBytes += stored.Record.Length;
        if (call is not null)
        {
            answered.Add(call, applied.Answer);
        }

        _observers.Note(stored.Position, record.Kind, applied, call?.Start, State);
    }

    private void Fail(object? pending, OnlineMlException refusal)
    {
        context.Instruments.AppendFailure.Record(1, ServingInstruments.Tag(State.Name));
        if (pending is not PendingCall call)
        {
            return;
        }

        Interlocked.Decrement(ref _pending);
        try
        {
            var record = EventRecord.Read(call.Record.WrittenMemory);
            var again = new ModelCall { Model = State.Name, Features = record.Features, Options = record.Options };
            if (call.MayBeForgotten && _peeks.TryAnswer(State, again, call.Prediction!, call.Start))
            {
                call.Complete(Answer.Unremembered, continuesHere: false);
                return;
            }

            call.Fail(refusal);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private void FailAll(ReadOnlySpan<StoredEvent> events, OnlineMlException refusal)
    {
        foreach (var stored in events)
        {
            if (stored.Pending is PendingCall call)
            {
                Interlocked.Decrement(ref _pending);
                call.Fail(refusal);
            }
        }
    }
}
