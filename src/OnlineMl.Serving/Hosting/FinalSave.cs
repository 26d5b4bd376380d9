using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.Serving.Hosting;

/// <summary>Saves every model when the host stops.</summary>
internal sealed partial class FinalSave(ModelUnloader unloader, ILogger logger)
{
    // Saving waits for the disk, not for the processor.
    private const int ParallelSaves = 8;

    /// <summary>The models that could not be saved, sorted; what their logs have is replayed at the next start.</summary>
    public IReadOnlyList<string> UnsavedModels { get; private set; } = [];

    /// <summary>Saves them and takes them out of memory. When that is cancelled, some stay unsaved.</summary>
    public async Task RunAsync(ICollection<ModelEntry> entries, CancellationToken cancellationToken)
    {
        var unsaved = new ConcurrentDictionary<string, bool>(
            entries.Where(entry => entry.Loaded is not null).Select(entry => KeyValuePair.Create(entry.Name, true)), StringComparer.Ordinal);
        try
        {
            await Parallel.ForEachAsync(
                entries,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelSaves, CancellationToken = cancellationToken },
                async (entry, cancellation) =>
                {
                    if (await TrySaveAsync(entry, cancellation).ConfigureAwait(false))
                    {
                        unsaved.TryRemove(entry.Name, out _);
                    }
                    else
                    {
                        unsaved[entry.Name] = true;
                    }
                }).ConfigureAwait(false);
        }
        finally
        {
            UnsavedModels = [.. unsaved.Keys.Order(StringComparer.Ordinal)];
        }
    }

    // One model that cannot be closed does not keep the others from being saved.
    private async Task<bool> TrySaveAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await unloader.UnloadAsync(entry, force: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogAttempt.Try(() => LogNotClosed(entry.Name, e));
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' could not be closed.")]
    private partial void LogNotClosed(string model, Exception reason);
}
