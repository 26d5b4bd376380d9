using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.AspNetCore.Diagnostics;

/// <summary>What the meter <c>OnlineMl</c> has of requests: how many are in progress, how many were answered with which status, and how long that took.</summary>
/// <remarks>What a listener to the meter throws is logged and ends nothing.</remarks>
internal sealed partial class RequestInstruments
{
    private readonly ILogger _logger;
    private readonly GuardedInstrument<long> _inProgress;
    private readonly GuardedInstrument<long> _total;
    private readonly GuardedInstrument<double> _duration;
    private readonly string[] _statuses = [.. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    public RequestInstruments(ILogger<RequestInstruments> logger, IMeterFactory? meters = null)
    {
        _logger = logger;
        var meter = meters?.Create(ServingInstruments.Name) ?? new Meter(ServingInstruments.Name);
        var inProgress = meter.CreateUpDownCounter<long>("onlineml.requests.in_progress", "{request}", "Requests that are being answered.");
        var total = meter.CreateCounter<long>("onlineml.requests", "{request}", "Requests that were answered, by their status.");
        var duration = meter.CreateHistogram("onlineml.requests.duration", "s", "How long requests took; streams are not among them.", advice: ServingInstruments.Durations);
        _inProgress = new(inProgress, inProgress.Add, LogListenerFault);
        _total = new(total, total.Add, LogListenerFault);
        _duration = new(duration, duration.Record, LogListenerFault);
    }

    public bool IsEnabled => _inProgress.Enabled || _total.Enabled || _duration.Enabled;

    /// <summary>Lets an endpoint be seen while it answers.</summary>
    public RequestDelegate Follow(MeasuredEndpoint endpoint, RequestDelegate handle)
    {
        return context => _inProgress.Enabled ? FollowAsync(context) : handle(context);

        async Task FollowAsync(HttpContext context)
        {
            _inProgress.Record(1, endpoint.Method, endpoint.Path);
            try
            {
                await handle(context).ConfigureAwait(false);
            }
            finally
            {
                _inProgress.Record(-1, endpoint.Method, endpoint.Path);
            }
        }
    }

    /// <summary>Counts a request that was answered.</summary>
    /// <param name="endpoint">Who was to answer it.</param>
    /// <param name="status">What it was answered with.</param>
    /// <param name="duration">How long that took.</param>
    public void Count(MeasuredEndpoint endpoint, int status, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("status", (uint)status < (uint)_statuses.Length ? _statuses[status] : "0");
        _total.Record(1, endpoint.Method, endpoint.Path, tag);
        if (!endpoint.IsEndless)
        {
            _duration.Record(duration.TotalSeconds, endpoint.Method, endpoint.Path, tag);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to the meter failed.")]
    private partial void LogListenerFault(Exception reason);
}
