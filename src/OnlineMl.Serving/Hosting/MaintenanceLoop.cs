using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Hosting;

/// <summary>Saves and unloads models for as long as their host takes calls, whether an application runs it or somebody who calls it in-process.</summary>
internal sealed partial class MaintenanceLoop(Func<CancellationToken, Task> maintain, ServingContext context, HostLifetime lifetime, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Waits until what is under way is done, when the host stops, or until that wait is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync()
    {
        var interval = context.Options.Storage.SnapshotInterval;
        var pause = interval < LongestPause ? interval : LongestPause;
        while (!lifetime.Ending.IsCancellationRequested)
        {
            try
            {
                await context.WaitForWorkAsync(pause, lifetime.Ending).ConfigureAwait(false);
                await maintain(lifetime.Ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (lifetime.Ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogNotKept(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Saving and unloading models failed; it is tried again.")]
    private partial void LogNotKept(Exception reason);
}
