using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <content>What becomes of its events once they are in the log.</content>
internal sealed partial class LiveModel : IEventSink
{
    private const int MaxKeptCalls = 4096;

    private readonly List<PublishedEvent> _told = [];

    // Only predictions before the first event that may change the model, which the others have to wait for.
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
                    State.Prepare(record, call);
                    prepared++;
                }
            }

            State.Memory.WarmOldest(prepared);
        }
    }

    void IEventSink.Apply(ReadOnlySpan<StoredEvent> events)
    {
        var isHeard = context.Events.IsActive;
        var isMeasured = context.MetricEvents.IsActive;
        var answered = Interlocked.Exchange(ref _spare, null) ?? new CompletionBatch(Keep);
        var applied = 0;
        OnlineMlException? exhausted = null;
        bool isSnapshotDue;
        lock (State.StateLock)
        {
            try
            {
                while (_failure is null && applied < events.Length)
                {
                    Apply(events[applied], answered, isHeard, isMeasured);
                    applied++;
                }
            }
            catch (Exception reason)
            {
                if (reason is OutOfMemoryException end)
                {
                    exhausted = PassOver(events[applied].Position, end);
                }

                _failure = reason.Message;
                State.IsClosed = true;
            }

            Count(answered);
            isSnapshotDue = Snapshot.IsDueByCount(State.Position);
        }

        context.Instruments.Append.Add(events.Length, ServingInstruments.Tag(State.Name));
        foreach (var published in _told)
        {
            (published.Kind == "metrics" ? context.MetricEvents : context.Events).Publish(published);
        }

        _told.Clear();
        Interlocked.Add(ref _pending, -answered.Count);
        answered.Send();
        if (exhausted is not null)
        {
            Fail(events[applied++], exhausted);
        }

        FailAll(events[applied..]);

        if (isSnapshotDue || _failure is not null)
        {
            context.RequestMaintenance();
        }
    }

    void IEventSink.Fail(object? pending, StorageException reason) => Refuse(pending, ServingContext.Refusal(reason));

    void IEventSink.InDoubt(object? pending, StorageException reason) => Refuse(pending, new OnlineMlException(
        RefusalKind.Unavailable, $"It is not known whether the call is stored: {reason.Message} Repeat it with the same idempotency key.", reason));

    void IEventSink.End(LogEnd end)
    {
        lock (State.StateLock)
        {
            _failure = end == LogEnd.Deleted ? "it was deleted" : "its log was rewritten";
            State.IsClosed = true;
        }

        context.RequestMaintenance();
    }

    private void Refuse(object? pending, OnlineMlException refusal)
    {
        context.Instruments.AppendFailure.Add(1, ServingInstruments.Tag(State.Name));
        if (pending is not PendingCall call)
        {
            return;
        }

        Interlocked.Decrement(ref _pending);
        try
        {
            if (call.MayBeForgotten && TryPeek(call))
            {
                call.Complete(Answer.Unremembered, continuesHere: false);
                return;
            }
        }
        catch (OnlineMlException e)
        {
            refusal = e;
        }

        call.Fail(refusal);
    }

    private void Apply(in StoredEvent stored, CompletionBatch answered, bool isHeard, bool isMeasured)
    {
        if (stored.Position != State.Position + 1)
        {
            throw new InvalidOperationException($"Event {stored.Position} came behind event {State.Position}.");
        }

        var call = (PendingCall?)stored.Pending;
        var record = EventRecord.Read(stored.Record);
        var answer = State.Apply(record, call, isHeard, out var published);
        Snapshot.EventBytes += stored.Record.Length;
        if (published is not null)
        {
            _told.Add(published);
        }

        if (isMeasured && record.Kind is EventKind.Learn or EventKind.Label && State.HasDone)
        {
            _told.Add(new PublishedEvent("metrics", State.Name, JsonNumbers.WriteObject(State.ReadMetrics())));
        }

        if (call is not null)
        {
            call.IsDone = State.HasDone;
            answered.Add(call, answer);
        }
        else if (State.HasDone)
        {
            CallsOf(State, record.Kind).AddUntimed();
        }
    }

    // The events are in the log, from which the model is loaded again.
    private void FailAll(ReadOnlySpan<StoredEvent> events)
    {
        foreach (var stored in events)
        {
            Fail(stored, new OnlineMlException(
                RefusalKind.Unavailable, $"The model '{State.Name}' failed and is restored from its log, which has this call, too: {_failure}"));
        }
    }

    private void Fail(in StoredEvent stored, OnlineMlException refusal)
    {
        if (stored.Pending is PendingCall call)
        {
            Interlocked.Decrement(ref _pending);
            call.Fail(refusal);
        }
    }

    // The event is in the log. It is marked before anybody can load the model again, so that no replay fails on it.
    private OnlineMlException? PassOver(long position, OutOfMemoryException reason)
    {
        try
        {
            Log.PassOver(position);
            return Exhausted("it is passed over for good", reason);
        }
        catch (StorageException)
        {
            // The replay comes to the event again, and tries to mark it again.
            return null;
        }
    }

    private bool TryPeek(PendingCall call)
    {
        var record = EventRecord.Read(call.Record.WrittenMemory);
        return TryPeek(new ModelCall { Model = State.Name, Features = record.Features, Options = record.Options }, call.Prediction!, call.Start);
    }

    private void Keep(CompletionBatch calls)
    {
        if (calls.Capacity <= MaxKeptCalls)
        {
            Volatile.Write(ref _spare, calls);
        }
    }

    private void Count(CompletionBatch answered)
    {
        var now = context.Time.GetTimestamp();
        foreach (var (call, _) in answered.Calls)
        {
            if (call.IsDone)
            {
                var duration = context.Time.GetElapsedTime(call.Start, now);
                CallsOf(State, call.Kind).Add(duration);
                context.Instruments.Record(call.Kind, State.Name, duration);
            }
        }
    }
}
