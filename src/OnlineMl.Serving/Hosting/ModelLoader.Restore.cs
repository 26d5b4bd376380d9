using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Hosting;

/// <content>Recovery: the newest good snapshot and the events behind it.</content>
internal sealed partial class ModelLoader
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    private async Task RestoreAsync(ModelSlot slot, LoadedModel loaded, IModelLog log, CancellationToken cancellationToken)
    {
        var damaged = new List<long>();
        var (served, snapshotPosition, snapshotBytes) = await FindSnapshotAsync(slot, log, damaged, cancellationToken).ConfigureAwait(false);
        if (served is null)
        {
            if (damaged.Count == 0)
            {
                throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{slot.Name}' cannot be restored now: no snapshot of it can be read.");
            }

            slot.Lost = new OnlineMlException(RefusalKind.Unavailable, $"The model '{slot.Name}' cannot be restored: none of its snapshots can be read.");
            LogLost(slot.Name);
            throw slot.Lost;
        }

        var passedOver = log.PassedOver.ToHashSet();
        var failed = 0L;
        while (await ReplayAsync(slot, served, log, passedOver, cancellationToken).ConfigureAwait(false) is { } exhausting)
        {
            // Others may have needed the memory at that moment. Twice is no chance.
            if (exhausting == failed)
            {
                log.PassOver(exhausting);
                passedOver.Add(exhausting);
            }

            (failed, served) = (exhausting, null);
            (served, snapshotPosition, snapshotBytes) = await FindSnapshotAsync(slot, log, damaged, cancellationToken).ConfigureAwait(false);
            if (served is null)
            {
                throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{slot.Name}' cannot be restored now: no snapshot of it can be read.");
            }
        }

        foreach (var position in passedOver.Order())
        {
            slot.Report(new StorageFault(slot.Name, 0, $"The event {position} is passed over: it needed more memory than there was."));
        }

        await SetAsideAsync(slot, damaged, log, cancellationToken).ConfigureAwait(false);
        foreach (var fault in log.Faults)
        {
            slot.Report(fault);
            LogFault(slot.Name, fault.Message);
        }

        if (await TakeLimitsAsync(slot, served, log, cancellationToken).ConfigureAwait(false) is var (limited, bytesWithLimits))
        {
            (served, snapshotPosition, snapshotBytes) = (limited, limited.Position, bytesWithLimits);
        }

        Begin(slot, loaded, served, log, snapshotPosition, snapshotBytes);

        // A good snapshot takes the place of the bad one at once, so that the next failure finds two good ones.
        loaded.Snapshot.IsOverdue = damaged.Count > 0 || passedOver.Any(position => position > snapshotPosition);
    }

    private async Task<(ServedModel? Served, long Position, int Bytes)> FindSnapshotAsync(
        ModelSlot slot, IModelLog log, List<long> damaged, CancellationToken cancellationToken)
    {
        foreach (var position in await log.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (damaged.Contains(position))
            {
                continue;
            }

            var bytes = await log.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false);
            if (ReadSnapshot(slot, position, bytes) is { } served)
            {
                return (served, position, bytes!.Length);
            }

            if (bytes is not null)
            {
                damaged.Add(position);
            }
        }

        return (null, 0, 0);
    }

    // New limits come into force together with a snapshot, so that what was remembered under the old ones is never replayed under them.
    private async Task<(ServedModel Served, int Bytes)?> TakeLimitsAsync(ModelSlot slot, ServedModel served, IModelLog log, CancellationToken cancellationToken)
    {
        var limits = new RememberingLimits(context.Options);
        if (served.Limits.Equals(limits))
        {
            return null;
        }

        try
        {
            var snapshot = ServedSnapshot.Write(served, limits);
            await log.WriteSnapshotAsync(served.Position, snapshot, cancellationToken).ConfigureAwait(false);
            return (ServedSnapshot.Read(slot.Name, snapshot, context.Catalog, context.Options), snapshot.Length);
        }
        catch (StorageException e)
        {
            LogOldLimits(slot.Name, e);
            return null;
        }
    }

    private async Task SetAsideAsync(ModelSlot slot, List<long> damaged, IModelLog log, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var position in damaged)
            {
                await log.SetSnapshotAsideAsync(position, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageException e)
        {
            // It is found damaged again the next time.
            LogNotSetAside(slot.Name, e);
        }
    }

    private ServedModel? ReadSnapshot(ModelSlot slot, long position, byte[]? bytes)
    {
        string reason;
        try
        {
            if (bytes is not null)
            {
                var served = ServedSnapshot.Read(slot.Name, bytes, context.Catalog, context.Options);
                if (served.Position == position)
                {
                    return served;
                }
            }

            reason = bytes is null ? "it cannot be read" : "it belongs to another position";
        }
        catch (Exception e) when (e is StateFormatException or SpecException or OnlineMlException)
        {
            reason = e.Message;
        }

        var fault = new StorageFault(
            $"{slot.Name}@{position}", bytes?.Length ?? 0, $"The snapshot of position {position} is not used ({reason}); the one before it is tried.");
        slot.Report(fault);
        LogFault(slot.Name, fault.Message);
        return null;
    }

    /// <summary>Applies the events behind a snapshot.</summary>
    /// <returns>The event for which there was not enough memory, so that the model must be restored anew; null when there was none.</returns>
    private async Task<long?> ReplayAsync(
        ModelSlot slot, ServedModel served, IModelLog log, HashSet<long> passedOver, CancellationToken cancellationToken)
    {
        using var mark = served.Position < log.Position ? log.BeginReplay() : null;
        var from = served.Position;
        var told = context.Time.GetTimestamp();
        try
        {
            await foreach (var stored in log.ReadAsync(from, cancellationToken).ConfigureAwait(false))
            {
                if (passedOver.Contains(stored.Position))
                {
                    served.PassOver();
                }
                else if (!TryReplay(served, stored, mark))
                {
                    LogExhausted(slot.Name, stored.Position);
                    return stored.Position;
                }

                if (context.Time.GetElapsedTime(told) >= BetweenProgress)
                {
                    told = context.Time.GetTimestamp();
                    LogReplaying(slot.Name, served.Position - from, log.Position - from);
                }
            }
        }
        catch (StateFormatException e)
        {
            slot.Report(new StorageFault(slot.Name, 0, $"The event {served.Position + 1} is not understood ({e.Message}); it and all behind it are set aside."));
        }

        if (served.Position != log.Position)
        {
            await log.ContinueFromAsync(served.Position, cancellationToken).ConfigureAwait(false);
        }

        if (served.Position > from)
        {
            context.Instruments.Replayed.Add(served.Position - from, ServingInstruments.Tag(slot.Name));
            LogRecovered(slot.Name, from, served.Position - from);
        }

        return null;
    }

    private static bool TryReplay(ServedModel served, in StoredEvent stored, IReplayMark? mark)
    {
        mark?.Begin(stored.Position);
        try
        {
            LoadedModel.Replay(served, EventRecord.Read(stored.Record));
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Replaying the log of the model '{Model}': {Done} of {All} events.")]
    private partial void LogReplaying(string model, long done, long all);

    [LoggerMessage(Level = LogLevel.Information, Message = "The model '{Model}' was restored from the snapshot of position {Position} and {Events} events of its log.")]
    private partial void LogRecovered(string model, long position, long events);

    [LoggerMessage(Level = LogLevel.Error, Message = "There is not enough memory to apply the event {Position} of the model '{Model}'.")]
    private partial void LogExhausted(string model, long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage of the model '{Model}' is damaged: {Fault}")]
    private partial void LogFault(string model, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' could not be restored from any snapshot and is not served.")]
    private partial void LogLost(string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model '{Model}' remembers predictions and keys by the earlier options until it is loaded again: no snapshot of it could be stored.")]
    private partial void LogOldLimits(string model, Exception reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A damaged snapshot of the model '{Model}' could not be set aside.")]
    private partial void LogNotSetAside(string model, Exception reason);
}
