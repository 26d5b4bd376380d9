using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>What the meter <c>OnlineMl</c> has of access and limits.</summary>
/// <remarks>What a listener to the meter throws is logged and ends nothing.</remarks>
internal sealed partial class AccessInstruments
{
    private readonly ILogger _logger;

    public AccessInstruments(ILogger<AccessInstruments> logger, IMeterFactory? meters = null)
    {
        _logger = logger;
        var meter = meters?.Create(ServingInstruments.Name) ?? new Meter(ServingInstruments.Name);
        RefusedSignIns = Count(meter.CreateCounter<long>("onlineml.signin.refuse", "{signin}", "Sign-ins that were refused."));
        LimitedCalls = Count(meter.CreateCounter<long>("onlineml.call.limit", "{call}", "Calls beyond a rate limit, by the limit's name."));
    }

    public GuardedInstrument<long> RefusedSignIns { get; }

    public GuardedInstrument<long> LimitedCalls { get; }

    private GuardedInstrument<long> Count(Counter<long> counter) => new(counter, counter.Add, LogListenerFault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to the meter failed.")]
    private partial void LogListenerFault(Exception reason);
}
