namespace OnlineMl.Serving.Hosting;

/// <summary>Keeps the loaded models within the memory budget by unloading the least recently used ones.</summary>
/// <remarks>The keeper begins before the budget is exceeded. When models come faster than others go, they wait for it.</remarks>
internal sealed class ModelEviction(IEnumerable<ModelEntry> entries, ServingContext context, Func<ModelEntry, CancellationToken, Task> unload) : IDisposable
{
    // Saving waits for the disk, not for the processor.
    private const int ParallelUnloads = 8;

    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _failed;

    /// <summary>Unloads models when the budget is nearly exceeded.</summary>
    public Task MaintainAsync(CancellationToken cancellationToken) => UnloadBeyondAsync(context.Memory.Warning, cancellationToken);

    /// <summary>Lets one more model in: waits while the budget is exceeded, unless what is in memory cannot be saved.</summary>
    public Task MakeAsync(CancellationToken cancellationToken) => UnloadBeyondAsync(context.Memory.Bytes, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private Task UnloadBeyondAsync(long limit, CancellationToken cancellationToken) =>
        context.Memory.Taken <= limit ? Task.CompletedTask : UnloadAsync(limit, cancellationToken);

    private async Task UnloadAsync(long limit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (context.Memory.Taken <= limit || (_failed is { } failed && context.Time.GetElapsedTime(failed) < RestAfterFailure))
            {
                return;
            }

            await Parallel.ForEachAsync(
                ChooseLeaving(),
                new ParallelOptions { MaxDegreeOfParallelism = ParallelUnloads, CancellationToken = cancellationToken },
                async (entry, cancellation) => await unload(entry, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            _failed = context.Memory.Taken > context.Memory.Bytes ? context.Time.GetTimestamp() : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    // A model that alone exceeds the budget stays while it is the one that is used.
    private List<ModelEntry> ChooseLeaving()
    {
        var leaving = new List<ModelEntry>();
        var excess = context.Memory.Taken - context.Memory.Target;
        foreach (var (entry, _, bytes) in entries
            .Select(entry => (Slot: entry, entry.Loaded?.LastUsed, entry.Loaded?.Bytes))
            .Where(place => place.LastUsed is not null)
            .OrderBy(place => place.LastUsed)
            .SkipLast(1))
        {
            if (excess <= 0)
            {
                break;
            }

            excess -= bytes ?? 0;
            leaving.Add(entry);
        }

        return leaving;
    }
}
