using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Mixing;

/// <summary>What the log of a share tells of merges.</summary>
internal static class ShareHistory
{
    /// <summary>Reads what the share was told was merged.</summary>
    /// <param name="log">The log of the share.</param>
    /// <param name="id">What model it is a share of.</param>
    /// <param name="after">The number of the round behind which merges are wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The merges that the log still has, in the order of their rounds.</returns>
    /// <exception cref="StorageException">The log cannot be read now.</exception>
    public static async Task<IReadOnlyCollection<MixingStep>> ReadMergesAsync(IModelLog log, string id, long after, CancellationToken cancellationToken)
    {
        var merges = new SortedDictionary<long, MixingStep>();
        var first = await log.FindFirstAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var stored in log.ReadAsync(first - 1, cancellationToken).ConfigureAwait(false))
        {
            if (Read(stored, id) is { } merge && merge.Round.Number > after)
            {
                merges.TryAdd(merge.Round.Number, merge);
            }
        }

        return merges.Values;
    }

    private static MixingStep? Read(StoredEvent stored, string id)
    {
        var record = EventRecord.Read(stored.Record);
        return record.Kind == EventKind.Merge ? new MixingStep(id, MixingRound.Read(record.Options), record.ModelFile.ToArray(), IsForced: true) : null;
    }
}
