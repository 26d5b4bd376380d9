using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;

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
        var ending = lifetime.Ending;
        var interval = context.Options.Storage.SnapshotInterval;
        var pause = interval < LongestPause ? interval : LongestPause;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await context.WaitForWorkAsync(pause, ending).ConfigureAwait(false);
                await maintain(ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogAttempt.Try(() => LogNotKept(e));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Saving and unloading models failed; it is tried again.")]
    private partial void LogNotKept(Exception reason);
}
