using System.Buffers;
using System.Globalization;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Data;

/// <summary>Copies a model with its snapshots and events from one place to another, where it appears when the copy is complete.</summary>
internal sealed class ModelCopy(ModelPlace from, ModelPlace to)
{
    private const long MaxUnstoredBytes = 8 << 20;

    /// <summary>Copies a model, and compares what a replay makes of the copy with what it makes of the model.</summary>
    /// <returns>Up to which event it was copied, and the hash of the state there.</returns>
    /// <exception cref="UsageException">There is no such model, or one of its name where it is to be.</exception>
    /// <exception cref="StorageException">The copy is not the same; it is deleted.</exception>
    public async Task<(long Position, string StateHash)> RunAsync(string name, CancellationToken cancellationToken)
    {
        var history = await from.OpenAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new UsageException($"there is no model '{name}' to copy.");
        var snapshots = (await history.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false)).Where(at => at >= history.First - 1 && at <= history.Position).Order().ToList();
        var position = snapshots is [var oldest, ..] ? oldest : throw new StorageException($"The model '{name}' has no snapshot to begin with.");
        var first = await history.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"The snapshot of position {position} cannot be read."));
        var store = to.OpenStore();
        await using (store.ConfigureAwait(false))
        {
            if (await store.ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            {
                throw IsThere(name);
            }

            await using var aside = to.Aside;
            var unfinished = aside.OpenStore();
            await using (unfinished.ConfigureAwait(false))
            {
                // A copy that was killed may have left its beginning.
                await unfinished.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
                var log = await unfinished.CreateAsync(name, first, history.CreatedBy, cancellationToken).ConfigureAwait(false) ?? throw new UsageException($"the model '{name}' is being copied already.");
                try
                {
                    await CopyAsync(history, snapshots, first, log, cancellationToken).ConfigureAwait(false);
                    var compared = await CompareAsync(history, aside, cancellationToken).ConfigureAwait(false);
                    return await ModelPlace.TakeOverAsync(store, aside, name).ConfigureAwait(false) ? compared : throw IsThere(name);
                }
                catch
                {
                    await unfinished.DeleteAsync(name, CancellationToken.None).ConfigureAwait(false);
                    throw;
                }
            }
        }
    }

    private static UsageException IsThere(string name) => new($"there is a model '{name}' already where it is to be.");

    private static async Task CopyAsync(IModelHistory history, List<long> snapshots, ReadOnlySequence<byte> first, IModelLog log, CancellationToken cancellationToken)
    {
        await using (log.ConfigureAwait(false))
        {
            var position = snapshots[0];
            if (position > 0)
            {
                await log.ContinueFromAsync(position, cancellationToken).ConfigureAwait(false);
                await log.WriteSnapshotAsync(position, first, cancellationToken).ConfigureAwait(false);
            }

            foreach (var passedOver in history.PassedOver)
            {
                log.PassOver(passedOver);
            }

            var sink = new CopiedEvents(position);
            await log.FollowAsync(position, sink, cancellationToken).ConfigureAwait(false);
            var unstored = 0L;
            await foreach (var stored in history.ReadAsync(position, cancellationToken).ConfigureAwait(false))
            {
                log.Append(stored.Record.Span, null);
                (position, unstored) = (stored.Position, unstored + stored.Record.Length);
                var isSnapshot = snapshots.BinarySearch(position) >= 0;
                if (isSnapshot || unstored > MaxUnstoredBytes)
                {
                    await sink.WaitForAsync(position, cancellationToken).ConfigureAwait(false);
                    unstored = 0;
                }

                if (isSnapshot && await history.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false) is { } snapshot)
                {
                    await log.WriteSnapshotAsync(position, snapshot, cancellationToken).ConfigureAwait(false);
                }
            }

            await sink.WaitForAsync(position, cancellationToken).ConfigureAwait(false);
            if (position < history.Position)
            {
                throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture, $"Event {position + 1} of {history.Position} cannot be read: {(history.Faults is [.., var fault] ? fault.Message : "it is missing.")}"));
            }
        }
    }

    private static async Task<(long Position, string StateHash)> CompareAsync(IModelHistory history, ModelPlace aside, CancellationToken cancellationToken)
    {
        var copied = (await aside.OpenAsync(history.Name, cancellationToken).ConfigureAwait(false))!;
        var original = await new LogReplay(history).RunAsync(cancellationToken).ConfigureAwait(false);
        var copy = await new LogReplay(copied).RunAsync(cancellationToken).ConfigureAwait(false);
        return (original.Position, original.StateHash) == (copy.Position, copy.StateHash)
            ? (copy.Position, copy.StateHash)
            : throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The copy of the model '{history.Name}' is not the same: {copy.StateHash} at event {copy.Position} instead of {original.StateHash} at event {original.Position}."));
    }
}
