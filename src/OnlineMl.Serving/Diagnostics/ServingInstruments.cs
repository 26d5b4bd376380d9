using System.Diagnostics;
using System.Diagnostics.Metrics;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>The instruments of the meter <c>OnlineMl</c> and the activities of the source of the same name.</summary>
/// <remarks>Names are constant, so that dashboards can rely on them; the tag <c>model</c> carries the model's name. The activity
/// <c>onlineml.append</c> within that of a call is the wait until its event is durable and applied. What a listener to the meter throws is
/// reported and ends nothing.</remarks>
internal sealed class ServingInstruments : IDisposable
{
    public const string Name = "OnlineMl";

    private readonly Meter _meter;

    public ServingInstruments(IMeterFactory? meters)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        Predict = new GuardedHistogram(_meter.CreateHistogram<double>("onlineml.model.predict", "s", "How long predictions took."), OnFault);
        Learn = new GuardedHistogram(_meter.CreateHistogram<double>("onlineml.model.learn", "s", "How long learns took, storing them included."), OnFault);
        Label = new GuardedHistogram(_meter.CreateHistogram<double>("onlineml.model.label", "s", "How long labels took, storing them included."), OnFault);
        Append = new GuardedCounter(_meter.CreateCounter<long>("onlineml.log.append", "{event}", "Events that were stored."), OnFault);
        AppendFailure = new GuardedCounter(_meter.CreateCounter<long>("onlineml.log.fail", "{event}", "Events that could not be stored."), OnFault);
        Fault = new GuardedCounter(_meter.CreateCounter<long>("onlineml.model.fault", "{call}", "Calls that a component of the model failed on."), OnFault);
        Snapshot = new GuardedHistogram(_meter.CreateHistogram<double>("onlineml.snapshot.write", "s", "How long snapshots took."), OnFault);
        SnapshotFailure = new GuardedCounter(_meter.CreateCounter<long>("onlineml.snapshot.fail", "{snapshot}", "Snapshots that could not be stored."), OnFault);
        Recovery = new GuardedHistogram(_meter.CreateHistogram<double>("onlineml.model.recover", "s", "How long loading models took, the replay included."), OnFault);
        Replayed = new GuardedCounter(_meter.CreateCounter<long>("onlineml.event.replay", "{event}", "Events that were replayed to load models."), OnFault);
        Loaded = new GuardedUpDownCounter(_meter.CreateUpDownCounter<long>("onlineml.model.load", "{model}", "Models in memory."), OnFault);
        Dropped = new GuardedCounter(_meter.CreateCounter<long>("onlineml.event.drop", "{event}", "Events that slow listeners lost."), OnFault);
    }

    /// <summary>Receives what listeners to the meter throw.</summary>
    public Action<Exception>? FaultReported { get; set; }

    public ActivitySource Activities { get; } = new(Name);

    public GuardedHistogram Predict { get; }

    public GuardedHistogram Learn { get; }

    public GuardedHistogram Label { get; }

    public GuardedCounter Append { get; }

    public GuardedCounter AppendFailure { get; }

    public GuardedCounter Fault { get; }

    public GuardedHistogram Snapshot { get; }

    public GuardedCounter SnapshotFailure { get; }

    public GuardedHistogram Recovery { get; }

    public GuardedCounter Replayed { get; }

    public GuardedUpDownCounter Loaded { get; }

    public GuardedCounter Dropped { get; }

    public void Record(EventKind kind, string model, TimeSpan duration)
    {
        var histogram = kind switch
        {
            EventKind.Predict or EventKind.Pull => Predict,
            EventKind.Learn => Learn,
            EventKind.Label => Label,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such event."),
        };
        if (histogram.Enabled)
        {
            histogram.Record(duration.TotalSeconds, Tag(model));
        }
    }

    public static KeyValuePair<string, object?> Tag(string model) => new("model", model);

    private void OnFault(Exception fault) => FaultReported?.Invoke(fault);

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }
}
