using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <summary>Applies the events of a model's log and answers the calls that wait for them.</summary>
internal sealed class EventApplier(LiveModel model, ModelEntry entry, ServingContext context, PeekedPredictions peeks) : IEventSink
{
    private readonly ModelState _state = model.State;
    private readonly CallObservers _observers = new(entry, context);
    private readonly CompletionBatchPool _batches = new();
    private volatile string? _failure;
    private long _applying;

    /// <summary>Why the model is no longer what the log says; null while it is.</summary>
    public string? Failure => _failure;

    /// <summary>Whether another server deleted the model.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>The event that is being applied; null when none is.</summary>
    public long? Applying => Volatile.Read(ref _applying) is > 0 and var position ? position : null;

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim() => _batches.Trim();

    /// <summary>Answers predictions while the disk is still writing them: those before the first event that may change the model, which the others
    /// have to wait for.</summary>
    public void Prepare(ReadOnlySpan<StoredEvent> events)
    {
        if (_state.Model.ChangesWhenAsked)
        {
            return;
        }

        model.Access.Enter();
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
                    _state.Prepare(record, call.Prepared);
                    prepared++;
                }
            }

            _state.Memory.WarmOldest(prepared);
        }
        finally
        {
            model.Access.Exit();
        }
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<StoredEvent> events)
    {
        _observers.Begin();
        var answered = _batches.Rent();
        var applied = 0;
        OnlineMlException? exhausted = null;
        var isSnapshotDue = false;
        model.Access.Enter();
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
                if (reason is OutOfMemoryException && ModelRecovery.TryPassOver(model.Log, events[applied].Position))
                {
                    exhausted = ServingContext.Exhausted(entry, "it is passed over for good", reason);
                }

                _failure = reason.Message;
                _state.IsClosed = true;
            }

            isSnapshotDue = model.Snapshot.IsDueByCount(_state.Position, _observers.Count(answered, _state));
        }
        finally
        {
            Volatile.Write(ref _applying, 0);
            model.Access.Exit();
        }

        _observers.Tell(events.Length, answered);
        model.UnderWay.End(answered);
        answered.Send();
        if (exhausted is not null)
        {
            FailAll(events.Slice(applied++, 1), exhausted);
        }

        if (_failure is not null)
        {
            FailAll(events[applied..], new OnlineMlException(
                RefusalKind.Unavailable, $"The model '{entry.Name}' failed and is restored from its log, which has this call, too: {_failure}"));
        }
        else if (!isSnapshotDue)
        {
            return;
        }

        context.RequestMaintenance();
    }

    /// <inheritdoc/>
    public void Fail(object? pending, StorageException reason) => Fail(pending, ServingContext.Refusal(reason));

    /// <inheritdoc/>
    public void InDoubt(object? pending, StorageException reason) => Fail(pending, new OnlineMlException(
        RefusalKind.Unavailable, $"It is not known whether the call is stored: {reason.Message} Repeat it with the same idempotency key.", reason)
    { RetryAfter = ServingContext.RetryAfter });

    /// <inheritdoc/>
    public void End(LogEnd end)
    {
        IsDeleted = end == LogEnd.Deleted;
        _failure = IsDeleted ? "it was deleted" : "its log was rewritten";
        _state.IsClosed = true;
        context.RequestMaintenance();
    }

    private void Apply(in StoredEvent stored, CompletionBatch answered)
    {
        if (stored.Position != _state.Position + 1)
        {
            throw new InvalidOperationException($"Event {stored.Position} came behind event {_state.Position}.");
        }

        Volatile.Write(ref _applying, stored.Position);
        var call = (PendingCall?)stored.Pending;
        var record = EventRecord.Read(stored.Record);
        var isTold = _observers.IsToldOf(isOwn: call is not null, record.Time);
        var isHeard = isTold && _observers.AreHearing;
        var applied = call is null ? _state.Replay(record, isHeard) : _state.Apply(record, call.Prepared, isHeard);
        model.Snapshot.EventBytes += stored.Record.Length;
        if (call is not null)
        {
            call.Receipt?.Position = stored.Position;
            call.IsDone = applied.IsDone;
            answered.Add(call, applied.Answer);
        }

        _observers.Note(stored.Position, record.Kind, applied, isAwaited: call is not null, isTold, _state);
    }

    private void Fail(object? pending, OnlineMlException refusal)
    {
        context.Instruments.AppendFailure.Record(1, ServingInstruments.Tag(entry.Name));
        if (pending is PendingCall call)
        {
            model.UnderWay.End(call);
            _ = FailAsync(call, refusal);
        }
    }

    private async Task FailAsync(PendingCall call, OnlineMlException refusal)
    {
        try
        {
            if (call.MayBeForgotten)
            {
                var (isOpen, peeked) = await model.ReadAsync(
                    () =>
                    {
                        var record = EventRecord.Read(call.Record.WrittenMemory);
                        var again = new ModelCall { Model = entry.Name, Features = record.Features, Options = record.Options, Receipt = call.Receipt };
                        return peeks.Answer(_state, again, call.Prediction!, call.Start);
                    },
                    call.Record.WrittenCount).ConfigureAwait(false);
                if (isOpen)
                {
                    peeks.Tell(peeked);
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
                model.UnderWay.End(call);
                call.Fail(refusal);
            }
        }
    }
}
