using System.Diagnostics.Metrics;

namespace OnlineMl.Cluster.Diagnostics;

/// <summary>Counts what happens between servers.</summary>
internal sealed class ClusterInstruments
{
    private readonly Meter? _meter;
    private long _ownerChanges;
    private long _takeOvers;

    public ClusterInstruments(IMeterFactory? meters = null)
    {
        // The factory owns the meter.
        _meter = meters?.Create("OnlineMl");
        _meter?.CreateObservableCounter("onlineml.cluster.owner_changes", () => OwnerChanges, "{change}", "Times that this server came to own a model or ceased to.");
        _meter?.CreateObservableCounter("onlineml.cluster.takeovers", () => TakeOvers, "{time}", "Times that this server did without an owner that did not answer.");
    }

    public long OwnerChanges => Interlocked.Read(ref _ownerChanges);

    public long TakeOvers => Interlocked.Read(ref _takeOvers);

    /// <summary>Lets the lags of copies be measured.</summary>
    public void ObserveLags(Func<IEnumerable<Measurement<double>>> measure) =>
        _meter?.CreateObservableGauge("onlineml.cluster.lag", measure, "s", "How old the copies of models are that this server keeps.");

    public void ChangeOwner() => Interlocked.Increment(ref _ownerChanges);

    public void TakeOver() => Interlocked.Increment(ref _takeOvers);
}
