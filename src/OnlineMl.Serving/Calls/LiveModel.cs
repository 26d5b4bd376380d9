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
    private readonly MeasuredMemory _memory = new(state, context);
    private int _pending;
    private long _lastUsed = context.Time.GetTimestamp();
    private volatile string? _failure;
    private long _applying;

    public ModelState State => state;

    /// <summary>Whose turn it is to use <see cref="State"/>.</summary>
    public StateAccess Access { get; } = new(entry.Name, context.Options.Call.MaxWaitingCalls);

    public IModelLog Log => log;

    /// <summary>The newest snapshot.</summary>
    public SnapshotSchedule Snapshot { get; } = new(context.Options, context.Time);

    /// <summary>When it was last called, as a timestamp of the clock.</summary>
    public long LastUsed => Math.Max(_lastUsed, _peeks.LastUsed);

    /// <summary>How many bytes of memory it takes, as it was last measured.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>Why it is no longer what the log says; null while it is. Such a model takes no more calls and is stored no more.</summary>
    public string? Failure => _failure;

    /// <summary>Whether another server deleted it.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>The event that is being applied; null when none is.</summary>
    public long? Applying => Volatile.Read(ref _applying) is > 0 and var position ? position : null;

    public bool IsIdle => Volatile.Read(ref _pending) <= 0;

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim()
    {
        _calls.Trim();
        _batches.Trim();
    }

    /// <summary>Measures how many bytes of memory it takes, unless that was done just now. Nobody else uses it meanwhile.</summary>
    public long Measure() => _memory.Measure(_calls.KeptBytes);

    /// <summary>Measures how many bytes of memory it takes, in its turn, if that is due.</summary>
    public Task MeasureAsync() => _memory.IsDue ? Access.RunAsync(Measure) : Task.CompletedTask;

    /// <summary>Takes no more memory of the budget; it is no longer in memory.</summary>
    public void Release() => _memory.Release();

    /// <summary>Takes a call, if that needs no waiting.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives a prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <returns>What became of it; when it is not <see cref="TakenCall.IsTaken"/>, <see cref="TakeAsync"/> takes it.</returns>
    /// <exception cref="OnlineMlException">The call is refused; it leaves no trace.</exception>
    public TakenCall TryTake(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, long start)
    {
        if (!Access.TryEnter())
        {
            return default;
        }

        TakenCall taken;
        try
        {
            taken = Admit(KindOf(kind), call, prediction, start, isCaughtUp: false);
        }
        finally
        {
            Access.Exit();
        }

        Finish(ref taken, call);
        return taken;
    }

    /// <summary>Takes a call when the model is free.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives a prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <param name="isCaughtUp">Whether the model has what other servers had made durable when the call came. A label is refused for want of a
    /// prediction only then.</param>
    /// <returns>What became of it; it is not taken when the model is no longer in memory, or has to catch up first.</returns>
    /// <exception cref="OnlineMlException">The call is refused; it leaves no trace.</exception>
    public async Task<TakenCall> TakeAsync(EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, bool isCaughtUp)
    {
        var taken = await Access.RunAsync(() => Admit(KindOf(kind), call.AsCall(), prediction, start, isCaughtUp), call.Bytes).ConfigureAwait(false);
        Finish(ref taken, call.AsCall());
        return taken.MustBeForgotten ? await ForgetAsync(call, prediction!, start).ConfigureAwait(false) : taken;
    }

    /// <summary>Reads the state of the model when it is free.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="bytes">What that holds in memory while it waits; null when it is no call, and waits however many wait already.</param>
    /// <returns>False when the model is no longer in memory.</returns>
    public Task<(bool IsRead, T? Value)> ReadAsync<T>(Func<T> read, long? bytes = 0) =>
        Access.RunAsync(() => State.IsClosed ? (false, default(T)) : (true, read()), bytes);

    /// <summary>Lets no more calls in and nobody wait any more, whatever the model is busy with: it is to be deleted.</summary>
    public void Abandon()
    {
        State.IsClosed = true;
        Access.Abandon(new OnlineMlException(RefusalKind.Unavailable, $"The model '{entry.Name}' is being deleted."));
    }

    /// <summary>Lets no more calls in, or lets them in again.</summary>
    public Task ShutAsync(bool isShut) => Access.RunAsync(() => State.IsClosed = isShut);

    /// <summary>Lets the model remember as much as the options say from here on, by an event, so that every replay and every server does.</summary>
    /// <exception cref="OnlineMlException">The event cannot be stored, or it is not known whether it is.</exception>
    public async Task TakeLimitsAsync()
    {
        var limits = new RememberingLimits(context.Options);
        var taken = await Access.RunAsync(() =>
        {
            if (State.Limits.Equals(limits))
            {
                return default;
            }

            var pending = Rent(EventKind.Limits, null, context.Time.GetTimestamp(), mayBeForgotten: false);
            Interlocked.Increment(ref _pending);
            return Appended(pending, new ModelCall { Model = State.Name, Options = limits.Write() });
        }).ConfigureAwait(false);
        Finish(ref taken, new ModelCall { Model = State.Name, Options = limits.Write() });
        if (taken.Pending is { } waiting)
        {
            await new ValueTask(waiting, waiting.Token).ConfigureAwait(false);
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

        Access.Enter();
        try
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
        finally
        {
            Access.Exit();
        }
    }

    void IEventSink.Apply(ReadOnlySpan<StoredEvent> events)
    {
        _observers.Begin();
        var answered = _batches.Rent();
        var applied = 0;
        OnlineMlException? exhausted = null;
        var isSnapshotDue = false;
        Access.Enter();
        try
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

            isSnapshotDue = Snapshot.IsDueByCount(State.Position, _observers.Count(State));
        }
        finally
        {
            Volatile.Write(ref _applying, 0);
            Access.Exit();
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
        IsDeleted = end == LogEnd.Deleted;
        _failure = IsDeleted ? "it was deleted" : "its log was rewritten";
        State.IsClosed = true;
        context.RequestMaintenance();
    }

    private EventKind KindOf(EventKind asked) => asked == EventKind.Predict && State.IsPulled ? EventKind.Pull : asked;

    private PendingCall Rent(EventKind kind, IBufferWriter<byte>? prediction, long start, bool mayBeForgotten)
    {
        var pending = _calls.Rent();
        (pending.Kind, pending.Prediction, pending.Start, pending.MayBeForgotten) = (kind, prediction, start, mayBeForgotten);
        return pending;
    }

    // With the state in use.
    private TakenCall Admit(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, long start, bool isCaughtUp)
    {
        if (State.IsClosed)
        {
            return default;
        }

        var isLogged = kind != EventKind.Predict || call.Identifier is not null || call.IdempotencyKey is not null || State.Model.ChangesWhenAsked;
        if (!isLogged)
        {
            return TakenCall.OfPeek(_peeks.Answer(State, call, prediction!, start));
        }

        _lastUsed = start;
        if (!isCaughtUp && State.Checks.NeedsPrediction(kind, call))
        {
            return default;
        }

        var pending = Rent(kind, prediction, start, call.MayBeForgotten && !State.Model.ChangesWhenAsked);
        Answer? repeated;
        try
        {
            repeated = State.Checks.Admit(kind, call, pending.Prepared);
        }
        catch (Exception e)
        {
            pending.Recycle();
            throw context.Refuse(entry, e);
        }

        if (repeated is not null)
        {
            pending.Complete(repeated, continuesHere: false);
            return TakenCall.Of(pending, isAppended: true);
        }

        Interlocked.Increment(ref _pending);
        return Appended(pending, call);
    }

    // A log that applies events at once does so while the state is in use already, so that no call waits for another one there.
    private TakenCall Appended(PendingCall pending, in ModelCall call)
    {
        var taken = TakenCall.Of(pending, isAppended: false);
        if (Log.AppliesAtOnce)
        {
            Append(ref taken, call);
        }

        return taken;
    }

    private void Finish(ref TakenCall taken, in ModelCall call)
    {
        if (taken.IsPeeked)
        {
            _peeks.Tell(taken.Peek);
        }
        else if (taken.MustBeAppended)
        {
            Append(ref taken, call);
        }
    }

    private void Append(ref TakenCall taken, in ModelCall call)
    {
        var pending = taken.Pending!;
        try
        {
            if (Snapshot.IsLogFull)
            {
                throw new StorageException($"The model '{State.Name}' has logged as many bytes since its last snapshot as MaxLogBytes allows.", isFull: true);
            }

            EventRecord.Write(pending.Record, pending.Kind, context.EventClock.At(pending.Start).ToUnixTimeMilliseconds(), call);
            Log.Append(pending.Record.WrittenSpan, pending);
            taken = TakenCall.Of(pending, isAppended: true);
        }
        catch (Exception e)
        {
            Interlocked.Decrement(ref _pending);
            if (e is ObjectDisposedException && State.IsClosed)
            {
                // It was removed, or saved for the end, since the call was checked.
                pending.Recycle();
                taken = default;
                return;
            }

            if (e is not StorageException refused)
            {
                // Nobody knows what became of the event, and whether the store still holds the call.
                throw new OnlineMlException(RefusalKind.Unavailable, $"The store of the model '{State.Name}' failed: {e.Message}", e);
            }

            var mayBeForgotten = pending.MayBeForgotten;
            pending.Recycle();
            taken = mayBeForgotten ? TakenCall.Forgotten : throw ServingContext.Refusal(refused);
        }
    }

    // A prediction that cannot be stored is answered without a trace.
    private async Task<TakenCall> ForgetAsync(OwnedCall call, IBufferWriter<byte> prediction, long start)
    {
        var (isOpen, peeked) = await ReadAsync(() => _peeks.Answer(State, call.AsCall(), prediction, start), call.Bytes).ConfigureAwait(false);
        if (!isOpen)
        {
            return default;
        }

        _peeks.Tell(peeked!);
        return TakenCall.OfPeek(peeked!);
    }

    private void Apply(in StoredEvent stored, CompletionBatch answered)
    {
        if (stored.Position != State.Position + 1)
        {
            throw new InvalidOperationException($"Event {stored.Position} came behind event {State.Position}.");
        }

        Volatile.Write(ref _applying, stored.Position);
        var call = (PendingCall?)stored.Pending;
        var record = EventRecord.Read(stored.Record);
        var applied = call is null ? State.Replay(record, _observers.AreHearing && _observers.IsToldHere(isOwn: false)) : State.Apply(record, call.Prepared, _observers.AreHearing);
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
        if (pending is PendingCall call)
        {
            Interlocked.Decrement(ref _pending);
            _ = FailAsync(call, refusal);
        }
    }

    private async Task FailAsync(PendingCall call, OnlineMlException refusal)
    {
        try
        {
            if (call.MayBeForgotten)
            {
                var (isOpen, peeked) = await ReadAsync(
                    () =>
                    {
                        var record = EventRecord.Read(call.Record.WrittenMemory);
                        var again = new ModelCall { Model = State.Name, Features = record.Features, Options = record.Options };
                        return _peeks.Answer(State, again, call.Prediction!, call.Start);
                    },
                    call.Record.WrittenCount).ConfigureAwait(false);
                if (isOpen)
                {
                    _peeks.Tell(peeked!);
                    call.Complete(Answer.Unremembered, continuesHere: false);
                    return;
                }
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
