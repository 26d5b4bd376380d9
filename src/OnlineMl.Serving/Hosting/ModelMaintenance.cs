using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Looks after the models in memory: saves those whose snapshot is due, lets idle ones go of what they do not need and closes those that
/// failed.</summary>
internal sealed class ModelMaintenance(ModelLoader loader, ModelUnloader unloader, ServingContext context)
{
    // Saving waits for the disk, not for the processor.
    private const int ParallelSaves = 8;

    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(30);

    /// <summary>Does what is due now. A model whose snapshot takes long does not keep the others waiting, and one that is busy with one thing for long is
    /// not waited for: what is due of it waits for its turn.</summary>
    public Task RunAsync(IEnumerable<ModelEntry> entries, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        entries.Where(entry => entry.Loaded is not null),
        new ParallelOptions { MaxDegreeOfParallelism = ParallelSaves, CancellationToken = cancellationToken },
        async (entry, cancellation) => await BusyWait.TryWaitAsync(entry, RunAsync(entry, cancellation), cancellation).ConfigureAwait(false));

    private Task RunAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Loaded is not { } loaded)
        {
            return Task.CompletedTask;
        }

        if (entry.Busy is not null)
        {
            return Task.CompletedTask;
        }

        if (loaded.Failure is not null)
        {
            return unloader.UnloadAsync(entry, force: true, cancellationToken);
        }

        // Nothing else might be written for long, and who asks whether the service is ready may send nothing until it is.
        loaded.Snapshot.IsOverdue |= loaded.Log.WriteFault is not null;
        if (loaded.Snapshot.IsDue(loaded.State.Position))
        {
            return loader.SnapshotAsync(entry, loaded, cancellationToken);
        }

        if (context.Time.GetElapsedTime(loaded.LastUsed) > IdleAfter)
        {
            loaded.Trim();
        }

        return loaded.MeasureAsync();
    }
}
