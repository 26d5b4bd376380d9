using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Calls;

/// <summary>Tells listeners and instruments what became of the calls of one model.</summary>
/// <remarks><see cref="Begin"/>, <see cref="Note"/>, <see cref="Count"/> and <see cref="Tell"/> are called for each group of events in that order by one thread
/// at a time; the first three while the model's state is locked, or nothing of it is used.</remarks>
internal sealed class CallObservers(ModelEntry entry, ServingContext context)
{
    private static readonly TimeSpan NewFor = TimeSpan.FromMinutes(1);

    private readonly List<(PublishedEvent Published, bool IsOwn)> _told = [];
    private readonly List<(PublishedEvent Published, bool IsOwn)> _metrics = [];
    private readonly List<(long Position, Exception Fault)> _faults = [];
    private readonly Action<string, Exception> _onMetricFault = (metric, fault) => context.ReportMetric(entry, metric, fault);
    private readonly bool _isShare = ModelNames.IsShare(entry.Name);
    private bool _areMeasuring;

    /// <summary>Whether anybody listens to calls.</summary>
    public bool AreHearing { get; private set; }

    /// <summary>Whether there are listeners who are to hear of an event: of one that came to another server while it is new, as that one tells of it.</summary>
    /// <param name="isOwn">Whether its call came to this server.</param>
    /// <param name="time">When it came, in milliseconds since 1970.</param>
    public bool IsToldOf(bool isOwn, long time) =>
        (AreHearing || _areMeasuring)
        && (isOwn || !context.SharesEvents || context.Time.GetUtcNow().ToUnixTimeMilliseconds() - time < NewFor.TotalMilliseconds);

    /// <summary>Begins a group of events.</summary>
    public void Begin()
    {
        AreHearing = context.Events.IsActive;
        _areMeasuring = context.MetricEvents.IsActive;
    }

    /// <summary>Notes what came of an event. It is done, so nothing that goes wrong here is thrown.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="applied">What came of it.</param>
    /// <param name="isAwaited">Whether a call waits for it.</param>
    /// <param name="isTold">Whether listeners are to hear of it.</param>
    /// <param name="state">The model.</param>
    public void Note(long position, EventKind kind, in AppliedEvent applied, bool isAwaited, bool isTold, ModelState state)
    {
        try
        {
            Remember(position, kind, applied, isOwn: isAwaited || !context.SharesEvents, isTold, state);
        }
        catch (Exception)
        {
            // The model and the calls behind this one go on; it may be the end of the memory, so nobody is told.
            return;
        }
    }

    /// <summary>Counts the calls that were done in the statistics of the model.</summary>
    /// <param name="calls">The calls of the group.</param>
    /// <param name="state">The model.</param>
    /// <returns>The time, as a timestamp of the clock.</returns>
    public long Count(CompletionBatch calls, ModelState state)
    {
        var now = context.Time.GetTimestamp();
        foreach (var (call, _) in calls.Calls)
        {
            if (call.IsDone)
            {
                call.Duration = context.Time.GetElapsedTime(call.Start, now);
                state.CallsOf(call.Kind).Add(call.Duration);
            }
        }

        return now;
    }

    /// <summary>Tells everybody of the group.</summary>
    /// <param name="events">How many events it had.</param>
    /// <param name="calls">Its calls, which are not answered yet.</param>
    public void Tell(int events, CompletionBatch calls)
    {
        try
        {
            context.Instruments.Append.Record(events, ServingInstruments.Tag(entry.Name));
            foreach (var (call, _) in calls.Calls)
            {
                if (call.IsDone)
                {
                    context.Instruments.Record(call.Kind, entry.Name, call.Duration);
                }
            }

            Publish(_told, context.Events);
            Publish(_metrics, context.MetricEvents);
            foreach (var (position, fault) in _faults)
            {
                context.ReportFault(entry, position, fault);
            }
        }
        catch (Exception)
        {
            // Calls are answered whatever those who watch throw; it may be the logger, so nobody is told.
            return;
        }
        finally
        {
            _told.Clear();
            _metrics.Clear();
            _faults.Clear();
        }
    }

    private void Remember(long position, EventKind kind, in AppliedEvent applied, bool isOwn, bool isTold, ModelState state)
    {
        if (applied.Published is { } published)
        {
            // Shares tell of their calls as the model does, whose positions are other ones, so that only who has taken a call tells of it.
            published.Position = _isShare ? null : position;
            if (isOwn || !_isShare)
            {
                _told.Add((published, isOwn));
            }
        }

        if (applied.Fault is { } fault)
        {
            _faults.Add((position, fault));
        }

        if (_areMeasuring && isTold && !_isShare && (kind == EventKind.Merge || (applied.IsDone && kind is EventKind.Learn or EventKind.Label)))
        {
            _metrics.Add((new PublishedEvent("metrics", entry.Name, JsonNumbers.WriteObject(state.ReadMetrics(_onMetricFault))) { Position = position }, isOwn));
        }
    }

    private static void Publish(List<(PublishedEvent Published, bool IsOwn)> events, EventHub hub)
    {
        foreach (var (published, isOwn) in events)
        {
            if (isOwn)
            {
                hub.Publish(published);
            }
            else
            {
                hub.Await(published);
            }
        }
    }
}
