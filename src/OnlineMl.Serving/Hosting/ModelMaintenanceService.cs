using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Starts the host with the application, saves and unloads models while it runs, and saves all of them at its end.</summary>
internal sealed partial class ModelMaintenanceService(ModelHost host, IOptions<OnlineMlServingOptions> options, IHostApplicationLifetime lifetime, ILogger<ModelMaintenanceService> logger)
    : BackgroundService
{
    private const int MaxNamesPerLine = 100;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException reason) when (host.IsShared)
        {
            // It is on a network, and may be there in a moment.
            LogStartsWithout(reason.Message);
        }

        lifetime.ApplicationStopping.Register(host.EndStreams);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogStoppedEarly();
        }

        foreach (var names in host.UnsavedModels.Chunk(MaxNamesPerLine))
        {
            var models = string.Join(", ", names);
            LogUnsaved(models);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.Storage.SnapshotInterval < LongestPause ? options.Value.Storage.SnapshotInterval : LongestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await host.Context.WaitForWorkAsync(pause, stoppingToken).ConfigureAwait(false);
                await host.StartAsync(stoppingToken).ConfigureAwait(false);
                await host.MaintainAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StorageException) when (!host.IsStarted)
            {
                // It was said that it is away.
            }
            catch (Exception e)
            {
                LogNotKept(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The service starts without its storage, and is not ready until it is there: {Reason}")]
    private partial void LogStartsWithout(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Saving and unloading models failed; it is tried again.")]
    private partial void LogNotKept(Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not saved: {Models}. What their logs have is replayed at the next start.")]
    private partial void LogUnsaved(string models);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time for stopping was over before every model was saved; the rest is replayed from the log at the next start.")]
    private partial void LogStoppedEarly();
}
