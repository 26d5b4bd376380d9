using System.Diagnostics;
using System.Diagnostics.Metrics;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>The instruments of the meter <c>OnlineMl</c> and the activities of the source of the same name.</summary>
/// <remarks>Names are constant, so that dashboards can rely on them; the tag <c>model</c> carries the model's name. The activity
/// <c>onlineml.append</c> within that of a call is the wait until its event is durable and applied.</remarks>
internal sealed class ServingInstruments : IDisposable
{
    public const string Name = "OnlineMl";

    private readonly Meter _meter;

    public ServingInstruments(IMeterFactory? meters)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        Predict = _meter.CreateHistogram<double>("onlineml.model.predict", "s", "How long predictions took.");
        Learn = _meter.CreateHistogram<double>("onlineml.model.learn", "s", "How long learns took, storing them included.");
        Label = _meter.CreateHistogram<double>("onlineml.model.label", "s", "How long labels took, storing them included.");
        Append = _meter.CreateCounter<long>("onlineml.log.append", "{event}", "Events that were stored.");
        AppendFailure = _meter.CreateCounter<long>("onlineml.log.fail", "{event}", "Events that could not be stored.");
        Snapshot = _meter.CreateHistogram<double>("onlineml.snapshot.write", "s", "How long snapshots took.");
        SnapshotFailure = _meter.CreateCounter<long>("onlineml.snapshot.fail", "{snapshot}", "Snapshots that could not be stored.");
        Recovery = _meter.CreateHistogram<double>("onlineml.model.recover", "s", "How long loading models took, the replay included.");
        Replayed = _meter.CreateCounter<long>("onlineml.event.replay", "{event}", "Events that were replayed to load models.");
        Loaded = _meter.CreateUpDownCounter<long>("onlineml.model.load", "{model}", "Models in memory.");
        Dropped = _meter.CreateCounter<long>("onlineml.event.drop", "{event}", "Events that slow listeners lost.");
    }

    public ActivitySource Activities { get; } = new(Name);

    public Histogram<double> Predict { get; }

    public Histogram<double> Learn { get; }

    public Histogram<double> Label { get; }

    public Counter<long> Append { get; }

    public Counter<long> AppendFailure { get; }

    public Histogram<double> Snapshot { get; }

    public Counter<long> SnapshotFailure { get; }

    public Histogram<double> Recovery { get; }

    public Counter<long> Replayed { get; }

    public UpDownCounter<long> Loaded { get; }

    public Counter<long> Dropped { get; }

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

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }
}
