using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OnlineMl.Serving;

/// <summary>Loads the models before the application starts, saves changed ones now and then, and all of them at the end.</summary>
internal sealed partial class SnapshotService(ModelHost host, IOptions<OnlineMlServingOptions> options, TimeProvider time, ILogger<SnapshotService> logger)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await host.LoadAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        host.Events.Complete();
        host.MetricEvents.Complete();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await host.SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SnapshotInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    await host.SaveAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    LogNotSaved(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The models could not be saved; it is tried again at the next interval.")]
    private partial void LogNotSaved(Exception reason);
}
