using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Takes note of the models that other servers create and delete.</summary>
internal sealed partial class ForeignChanges(IModelStore store, ModelDirectory directory, ServingContext context, HostLifetime lifetime, ILogger logger)
{
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private Task _watching = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _watching = WatchAsync();

    /// <summary>Waits until the last note is taken, when the host stops, or until that wait is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Ends at once where no other server has the models.
    private async Task WatchAsync()
    {
        while (!lifetime.Ending.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in store.WatchAsync(lifetime.Ending).ConfigureAwait(false))
                {
                    await TakeNoteAsync(change).ConfigureAwait(false);
                }

                return;
            }
            catch (Exception e)
            {
                if (lifetime.Ending.IsCancellationRequested)
                {
                    return;
                }

                LogAttempt.Try(() => LogNotWatched(e));
                await Task.Delay(RestAfterFailure, context.Time, lifetime.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeNoteAsync(ModelChange change)
    {
        switch (change.Kind)
        {
            case ModelChangeKind.Created or ModelChangeKind.Deleted:
                await directory.RefreshAsync(change.Name, lifetime.Ending).ConfigureAwait(false);
                break;
            case ModelChangeKind.Missed:
                await directory.RefreshAsync(lifetime.Ending).ConfigureAwait(false);
                break;
            default:
                throw new UnreachableException($"A change of the kind {change.Kind}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store cannot tell of models that other servers create and delete; it is tried again.")]
    private partial void LogNotWatched(Exception reason);
}
