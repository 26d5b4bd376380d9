using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Starts the host with the application, or as soon as its storage is there, and saves all models at its end.</summary>
internal sealed partial class ModelHostService(ModelHost host, IHostApplicationLifetime lifetime, ILogger<ModelHostService> logger) : BackgroundService
{
    private const int MaxNamesPerLine = 100;

    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(1);

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
        while (!host.IsStarted)
        {
            await Task.Delay(BetweenStarts, stoppingToken).ConfigureAwait(false);
            try
            {
                await host.StartAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (StorageException)
            {
                // It was said that it is away.
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                LogAttempt.Try(() => LogNotStarted(reason));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The service starts without its storage, and is not ready until it is there: {Reason}")]
    private partial void LogStartsWithout(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The service could not be started; it is tried again.")]
    private partial void LogNotStarted(Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not saved: {Models}. What their logs have is replayed at the next start.")]
    private partial void LogUnsaved(string models);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time for stopping was over before every model was saved; the rest is replayed from the log at the next start.")]
    private partial void LogStoppedEarly();
}
