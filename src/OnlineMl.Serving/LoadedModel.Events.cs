using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <content>What becomes of its events once they are in the log.</content>
internal sealed partial class LoadedModel : IEventSink
{
    private const int MostKeptCalls = 4096;

    private readonly List<PublishedEvent> _told = [];

    // Only predictions before the first event that may change the model, which the others have to wait for.
    void IEventSink.Prepare(ReadOnlySpan<StoredEvent> events)
    {
        if (Served.Model.LearnDuringPredict)
        {
            return;
        }

        lock (Served.Gate)
        {
            var prepared = 0;
            foreach (var stored in events)
            {
                var happening = EventRecord.Read(stored.Record.Span);
                if (happening.Kind != EventKind.Predict)
                {
                    break;
                }

                if (stored.Pending is PendingCall call)
                {
                    Served.Prepare(happening, call);
                    prepared++;
                }
            }

            Served.Memory.WarmOldest(prepared);
        }
    }

    void IEventSink.Apply(ReadOnlySpan<StoredEvent> events)
    {
        var isHeard = context.Events.IsActive;
        var isMeasured = context.MetricEvents.IsActive;
        var answered = Interlocked.Exchange(ref _spare, null) ?? new AnsweredCalls(Keep);
        var eventBytes = 0L;
        bool isSnapshotDue;
        lock (Served.Gate)
        {
            foreach (var stored in events)
            {
                var call = (PendingCall?)stored.Pending;
                var happening = EventRecord.Read(stored.Record.Span);
                eventBytes += stored.Record.Length;
                var answer = Served.Apply(happening, call, isHeard, out var published);
                if (call is not null)
                {
                    call.IsDone = Served.HasDone;
                    answered.Add(call, answer);
                }
                else if (Served.HasDone)
                {
                    CallsOf(Served, happening.Kind).AddUntimed();
                }

                if (published is not null)
                {
                    _told.Add(published);
                }

                if (isMeasured && happening.Kind != EventKind.Predict && Served.HasDone)
                {
                    _told.Add(new PublishedEvent("metrics", Served.Name, JsonNumbers.WriteObject(Served.ReadMetrics())));
                }
            }

            Count(answered);
            Snapshot.EventBytes += eventBytes;
            isSnapshotDue = Snapshot.IsDueByCount(Served.Position);
        }

        context.Instruments.Append.Add(events.Length, ServingInstruments.Tag(Served.Name));
        foreach (var published in _told)
        {
            (published.Kind == "metrics" ? context.MetricEvents : context.Events).Publish(published);
        }

        _told.Clear();
        Interlocked.Add(ref _pending, -answered.Count);
        answered.Send();

        if (isSnapshotDue)
        {
            context.AskForKeeping();
        }
    }

    void IEventSink.Fail(object? pending, StorageException reason)
    {
        context.Instruments.AppendFailure.Add(1, ServingInstruments.Tag(Served.Name));
        if (pending is PendingCall call)
        {
            Interlocked.Decrement(ref _pending);
            call.Fail(ServingContext.Refusal(reason));
        }
    }

    private void Keep(AnsweredCalls calls)
    {
        if (calls.Capacity <= MostKeptCalls)
        {
            Volatile.Write(ref _spare, calls);
        }
    }

    private void Count(AnsweredCalls answered)
    {
        var now = context.Time.GetTimestamp();
        foreach (var (call, _) in answered.Calls)
        {
            if (call.IsDone)
            {
                var duration = context.Time.GetElapsedTime(call.Start, now);
                CallsOf(Served, call.Kind).Add(duration);
                context.Instruments.Record(call.Kind, Served.Name, duration);
            }
        }
    }
}
