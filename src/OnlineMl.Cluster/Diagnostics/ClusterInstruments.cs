using System.Diagnostics.Metrics;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Cluster.Diagnostics;

/// <summary>Counts what happens between servers.</summary>
internal sealed class ClusterInstruments
{
    private long _ownerChanges;
    private long _takeOvers;

    public ClusterInstruments(IMeterFactory? meters = null)
    {
        // The factory owns the meter.
        var meter = meters?.Create("OnlineMl");
        meter?.CreateObservableCounter("onlineml.cluster.owner_changes", () => OwnerChanges, "{change}", "Times that this server came to own a model or ceased to.");
        meter?.CreateObservableCounter("onlineml.cluster.takeovers", () => TakeOvers, "{time}", "Times that this server did without an owner that did not answer.");
        meter?.CreateObservableCounter("onlineml.log.conflicts", () => Conflicts, "{append}", "Appends that stood back because another server's events were there.");
    }

    public long OwnerChanges => Interlocked.Read(ref _ownerChanges);

    public long TakeOvers => Interlocked.Read(ref _takeOvers);

    public static long Conflicts => LogFollower.Conflicts;

    public void ChangeOwner() => Interlocked.Increment(ref _ownerChanges);

    public void TakeOver() => Interlocked.Increment(ref _takeOvers);
}
