using System.Diagnostics;
using System.Diagnostics.Metrics;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>The instruments of the meter <c>OnlineMl</c> and the activities of the source of the same name.</summary>
/// <remarks>Names are constant, so that dashboards can rely on them; the tag <c>model</c> carries the model's name. The activity
/// <c>onlineml.append</c> within that of a call is the wait until its event is durable and applied. What a listener to the meter throws is
/// reported and ends nothing.</remarks>
internal sealed class ServingInstruments : IDisposable
{
    public const string Name = "OnlineMl";

    /// <summary>Where the buckets of durations end: from a tenth of a millisecond, which a call in memory takes, to ten seconds.</summary>
    public static InstrumentAdvice<double> Durations { get; } = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Meter _meter;

    public ServingInstruments(IMeterFactory? meters)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        Predict = Duration("onlineml.model.predict", "How long predictions took.");
        Learn = Duration("onlineml.model.learn", "How long learns took, storing them included.");
        Label = Duration("onlineml.model.label", "How long labels took, storing them included.");
        Append = Count("onlineml.log.append", "{event}", "Events that were stored.");
        AppendFailure = Count("onlineml.log.fail", "{event}", "Events that could not be stored.");
        Fault = Count("onlineml.model.fault", "{call}", "Calls that a component of the model failed on.");
        Busy = Count("onlineml.model.busy", "{time}", "Times that a model was busy with one call for so long that others were refused.");
        NamePassedOver = Count("onlineml.name.drop", "{name}", "New names of values that full vocabularies of models passed over.");
        NumberAsText = Count("onlineml.number.text", "{model}", "Models whose callers send numbers as texts, which are taken as categories.");
        Snapshot = Duration("onlineml.snapshot.write", "How long snapshots took.");
        SnapshotFailure = Count("onlineml.snapshot.fail", "{snapshot}", "Snapshots that could not be stored.");
        Recovery = Duration("onlineml.model.recover", "How long loading models took, the replay included.");
        Replayed = Count("onlineml.event.replay", "{event}", "Events that were replayed to load models.");
        var loaded = _meter.CreateUpDownCounter<long>("onlineml.model.load", "{model}", "Models in memory.");
        Loaded = new GuardedInstrument<long>(loaded, loaded.Add, OnFault);
        Refusal = Count("onlineml.refusals", "{call}", "Calls that were refused because of a limit.");
        Dropped = Count("onlineml.event.drop", "{event}", "Events that slow listeners lost.");
    }

    /// <summary>Receives what listeners to the meter throw.</summary>
    public Action<Exception>? FaultReported { get; set; }

    public ActivitySource Activities { get; } = new(Name);

    public GuardedInstrument<double> Predict { get; }

    public GuardedInstrument<double> Learn { get; }

    public GuardedInstrument<double> Label { get; }

    public GuardedInstrument<long> Append { get; }

    public GuardedInstrument<long> AppendFailure { get; }

    public GuardedInstrument<long> Fault { get; }

    public GuardedInstrument<long> Busy { get; }

    public GuardedInstrument<long> NamePassedOver { get; }

    public GuardedInstrument<long> NumberAsText { get; }

    public GuardedInstrument<double> Snapshot { get; }

    public GuardedInstrument<long> SnapshotFailure { get; }

    public GuardedInstrument<double> Recovery { get; }

    public GuardedInstrument<long> Replayed { get; }

    public GuardedInstrument<long> Loaded { get; }

    public GuardedInstrument<long> Dropped { get; }

    public GuardedInstrument<long> Refusal { get; }

    /// <summary>Counts a call that was refused because of a limit, once however many see it.</summary>
    public void Count(Exception reason)
    {
        if (reason is OnlineMlException { Limit: { } limit, IsCounted: false } refusal)
        {
            refusal.IsCounted = true;
            Refusal.Record(1, new("kind", refusal.Kind.ToString()), new("limit", limit));
        }
    }

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

    /// <summary>Lets whoever watches the meter ask for the metrics of models.</summary>
    public void Observe(ModelGauges gauges) =>
        _meter.CreateObservableGauge("onlineml.model.metric", gauges.Measure, description: "The metrics of models that are in memory.");

    private GuardedInstrument<double> Duration(string name, string description)
    {
        var histogram = _meter.CreateHistogram(name, "s", description, advice: Durations);
        return new(histogram, histogram.Record, OnFault);
    }

    private GuardedInstrument<long> Count(string name, string unit, string description)
    {
        var counter = _meter.CreateCounter<long>(name, unit, description);
        return new(counter, counter.Add, OnFault);
    }

    private void OnFault(Exception fault) => FaultReported?.Invoke(fault);

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }
}
