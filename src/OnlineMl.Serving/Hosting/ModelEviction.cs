using System.Collections.Concurrent;

namespace OnlineMl.Serving.Hosting;

/// <summary>Keeps the loaded models within the memory budget by unloading the least recently used ones.</summary>
/// <remarks>Unloading begins before the budget is exceeded. When models come faster than others go, they wait for it: what a model will take is reserved
/// before it is read.</remarks>
internal sealed class ModelEviction(IEnumerable<ModelEntry> entries, ServingContext context, Func<ModelEntry, CancellationToken, Task<bool>> unload) : IDisposable
{
    // Saving waits for the disk, not for the processor.
    private const int ParallelUnloads = 8;

    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<MemoryReservation, bool> _reserved = new();
    private long? _failed;

    /// <summary>Unloads models when the budget is nearly exceeded. One that alone exceeds it stays while it is the one that is used.</summary>
    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        if (context.Memory.Taken <= context.Memory.Warning)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (context.Memory.Taken > context.Memory.Warning && !HasJustFailed)
            {
                await UnloadAsync(context.Memory.Taken - context.Memory.Target, spared: 1, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reserves memory for a model: waits while the budget would be exceeded, unless what is in memory cannot be saved, or it alone needs
    /// more.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="bytes">How many bytes it will take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="waits">Whether its holder loads a model while it is kept, so that nobody may wait for it, least of all that model.</param>
    public async Task<MemoryReservation> ReserveAsync(ModelEntry entry, long bytes, CancellationToken cancellationToken, bool waits = false)
    {
        if (!context.Memory.TryTake(bytes))
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await TakeAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }

        var reservation = new MemoryReservation(context.Memory, entry, bytes, gone => _reserved.TryRemove(gone, out _));
        if (!waits)
        {
            _reserved[reservation] = true;
        }

        return reservation;
    }

    public void Dispose() => _turn.Dispose();

    private bool HasJustFailed => _failed is { } failed && context.Time.GetElapsedTime(failed) < RestAfterFailure;

    private async Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        while (!context.Memory.TryTake(bytes))
        {
            if (!HasJustFailed && await UnloadAsync(context.Memory.Taken + bytes - context.Memory.Target, spared: 0, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (HasJustFailed || !_reserved.Keys.Any(other => other.Entry.Busy is null))
            {
                context.Memory.Take(bytes);
                return;
            }

            // What is being loaded can leave only when it is there.
            await Task.Delay(LookPause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Whether a model left. That others took the memory meanwhile is no failure.
    private async Task<bool> UnloadAsync(long excess, int spared, CancellationToken cancellationToken)
    {
        var leaving = ChooseLeaving(excess, spared);
        var left = 0;
        await Parallel.ForEachAsync(
            leaving,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelUnloads, CancellationToken = cancellationToken },
            async (entry, cancellation) =>
            {
                if (await unload(entry, cancellation).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref left);
                }
            }).ConfigureAwait(false);
        if (leaving.Count > 0)
        {
            _failed = left == 0 ? context.Time.GetTimestamp() : null;
        }

        return left > 0;
    }

    private List<ModelEntry> ChooseLeaving(long excess, int spared)
    {
        var leaving = new List<ModelEntry>();
        foreach (var (entry, _, bytes) in entries
            .Select(entry => (Entry: entry, entry.Loaded?.LastUsed, entry.Loaded?.Bytes))
            .Where(place => place.LastUsed is not null && place.Entry.Busy is null)
            .OrderBy(place => place.LastUsed)
            .SkipLast(spared))
        {
            if (excess <= 0)
            {
                break;
            }

            excess -= MemoryBudget.SizeOf(bytes ?? 0);
            leaving.Add(entry);
        }

        return leaving;
    }
}
