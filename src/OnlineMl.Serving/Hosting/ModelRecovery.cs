using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Restores models: from the newest good snapshot and the events behind it.</summary>
/// <param name="context">What all models share.</param>
/// <param name="eviction">Makes room in memory.</param>
/// <param name="logger">Is told what is damaged.</param>
internal sealed partial class ModelRecovery(ServingContext context, ModelEviction eviction, ILogger logger) : IDisposable
{
    private readonly SnapshotFinder _snapshots = new(context, eviction, logger);
    private readonly EventReplay _replay = new(context, logger);

    /// <summary>Restores a model from what its log has.</summary>
    /// <exception cref="OnlineMlException">It cannot be restored.</exception>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<RestoredModel> RestoreAsync(ModelEntry entry, IModelLog log, CancellationToken cancellationToken)
    {
        var damaged = new List<long>();
        var found = await _snapshots.FindAsync(entry, log, damaged, cancellationToken).ConfigureAwait(false)
            ?? throw (damaged.Count > 0 ? context.Lose(entry, "none of its snapshots can be read") : NoSnapshot(entry));
        try
        {
            var passedOver = log.PassedOver.ToHashSet();
            var failed = 0L;
            while (found.State.Position < log.Position && await _replay.RunAsync(entry, found.State, log, passedOver, cancellationToken).ConfigureAwait(false) is { } exhausting)
            {
                // Others may have needed the memory at that moment. Twice is no chance.
                if (exhausting == failed)
                {
                    log.PassOver(exhausting);
                    passedOver.Add(exhausting);
                }

                failed = exhausting;
                found.Reservation.Dispose();
                found = await _snapshots.FindAsync(entry, log, damaged, cancellationToken).ConfigureAwait(false) ?? throw NoSnapshot(entry);
            }

            foreach (var position in passedOver.Order())
            {
                entry.Report(new StorageFault(entry.Name, 0, $"The event {position} is passed over: it needed more memory than there was, or the process ended while it was replayed."));
                LogPassedOver(entry.Name, position);
            }

            await _snapshots.SetAsideAsync(entry, damaged, log, cancellationToken).ConfigureAwait(false);
            foreach (var fault in log.Faults)
            {
                context.ReportDamage(entry, fault);
            }

            // A good snapshot takes the place of the bad one at once, so that the next failure finds two good ones.
            return found with { NeedsSnapshot = damaged.Count > 0 || passedOver.Any(position => position > found.SnapshotPosition) };
        }
        catch
        {
            found.Reservation.Dispose();
            throw;
        }
    }

    public void Dispose() => _snapshots.Dispose();

    /// <summary>Marks an event that is in the log, before anybody can load the model again, so that no replay fails on it.</summary>
    /// <returns>False when it cannot be marked: the replay comes to the event again, and tries to mark it again.</returns>
    public static bool TryPassOver(IModelLog log, long position)
    {
        try
        {
            log.PassOver(position);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static StorageException NoSnapshot(ModelEntry entry) => new($"No snapshot of the model '{entry.Name}' can be read.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event {Position} of the model '{Model}' is passed over: it needed more memory than there was, or the process ended while it was replayed.")]
    private partial void LogPassedOver(string model, long position);
}
