using System.Diagnostics.Metrics;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Redis.Diagnostics;

/// <summary>Shows on the meter <c>OnlineMl</c> what the fence between servers has held back.</summary>
internal static class FenceInstruments
{
    /// <summary>Lets a meter, which its factory owns, show the counts of a store.</summary>
    public static void Observe(IMeterFactory? meters, FenceCounts counts)
    {
        var meter = meters?.Create("OnlineMl");
        meter?.CreateObservableCounter("onlineml.log.conflicts", () => counts.Conflicts, "{append}", "Appends that stood back because another server's events were there.");
        meter?.CreateObservableCounter("onlineml.log.fenced", () => counts.FencedEvents, "{event}", "Events of appends that stood back.");
    }
}
