using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.Cluster.Routing;

/// <summary>What a server does over and over. Where that fails it is tried again, since the application would stop with a service that ended so.</summary>
internal abstract partial class RepeatedWork(TimeProvider time, ILogger logger) : BackgroundService
{
    private bool _hasFailed;

    /// <summary>How long to wait between.</summary>
    protected abstract TimeSpan Pause { get; }

    protected abstract Task DoAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await DoAsync(stoppingToken).ConfigureAwait(false);
                _hasFailed = false;
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_hasFailed)
                {
                    LogAttempt.Try(() => LogFailed(GetType().Name, reason));
                }

                _hasFailed = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed; it is tried again.")]
    private partial void LogFailed(string work, Exception reason);
}
