using System.Diagnostics.Metrics;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>What the meter <c>OnlineMl</c> has of access and limits.</summary>
internal sealed class AccessInstruments
{
    public AccessInstruments(IMeterFactory? meters = null)
    {
        var meter = meters?.Create("OnlineMl") ?? new Meter("OnlineMl");
        RefusedSignIns = meter.CreateCounter<long>("onlineml.signin.refuse", "{signin}", "Sign-ins that were refused.");
        LimitedCalls = meter.CreateCounter<long>("onlineml.call.limit", "{call}", "Calls beyond a rate limit, by the limit's name.");
    }

    public Counter<long> RefusedSignIns { get; }

    public Counter<long> LimitedCalls { get; }
}
