using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Hosting;

/// <summary>Restores models: from the newest good snapshot and the events behind it.</summary>
internal sealed partial class ModelRecovery(ServingContext context, ILogger logger)
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    /// <summary>Restores a model from what its log has.</summary>
    /// <exception cref="OnlineMlException">It cannot be restored.</exception>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<RestoredModel> RestoreAsync(ModelEntry entry, IModelLog log, CancellationToken cancellationToken)
    {
        var damaged = new List<long>();
        var (state, snapshotPosition, snapshotBytes) = await FindSnapshotAsync(entry, log, damaged, cancellationToken).ConfigureAwait(false);
        if (state is null)
        {
            if (damaged.Count == 0)
            {
                throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be restored now: no snapshot of it can be read.");
            }

            throw Lose(entry, "none of its snapshots can be read");
        }

        var passedOver = log.PassedOver.ToHashSet();
        var failed = 0L;
        while (await ReplayAsync(entry, state, log, passedOver, cancellationToken).ConfigureAwait(false) is { } exhausting)
        {
            // Others may have needed the memory at that moment. Twice is no chance.
            if (exhausting == failed)
            {
                log.PassOver(exhausting);
                passedOver.Add(exhausting);
            }

            (failed, state) = (exhausting, null);
            (state, snapshotPosition, snapshotBytes) = await FindSnapshotAsync(entry, log, damaged, cancellationToken).ConfigureAwait(false);
            if (state is null)
            {
                throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be restored now: no snapshot of it can be read.");
            }
        }

        foreach (var position in passedOver.Order())
        {
            entry.Report(new StorageFault(entry.Name, 0, $"The event {position} is passed over: it needed more memory than there was."));
        }

        await SetAsideAsync(entry, damaged, log, cancellationToken).ConfigureAwait(false);
        foreach (var fault in log.Faults)
        {
            entry.Report(fault);
            LogFault(entry.Name, fault.Message);
        }

        // A good snapshot takes the place of the bad one at once, so that the next failure finds two good ones.
        var needsSnapshot = damaged.Count > 0 || passedOver.Any(position => position > snapshotPosition);
        return new RestoredModel(state, snapshotPosition, snapshotBytes, needsSnapshot);
    }

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

    private async Task<(ModelState? State, long Position, int Bytes)> FindSnapshotAsync(
        ModelEntry entry, IModelLog log, List<long> damaged, CancellationToken cancellationToken)
    {
        foreach (var position in await log.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (damaged.Contains(position))
            {
                continue;
            }

            var bytes = await log.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false);
            if (ReadSnapshot(entry, position, bytes) is { } state)
            {
                return (state, position, (int)bytes!.Value.Length);
            }

            if (bytes is not null)
            {
                damaged.Add(position);
            }
        }

        return (null, 0, 0);
    }

    private async Task SetAsideAsync(ModelEntry entry, List<long> damaged, IModelLog log, CancellationToken cancellationToken)
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
            LogNotSetAside(entry.Name, e);
        }
    }

    private ModelState? ReadSnapshot(ModelEntry entry, long position, in ReadOnlySequence<byte>? bytes)
    {
        string reason;
        try
        {
            if (bytes is not null)
            {
                var state = ServedSnapshot.Read(entry.Name, bytes.Value, context.Catalog, context.Options);
                if (state.Position == position)
                {
                    return state;
                }
            }

            reason = bytes is null ? "it cannot be read" : "it belongs to another position";
        }
        catch (StateFormatException e) when (!e.IsNewer)
        {
            reason = e.Message;
        }
        catch (Exception e) when (e is StateFormatException or SpecException or OnlineMlException)
        {
            throw Lose(entry, string.Create(CultureInfo.InvariantCulture, $"the snapshot of position {position} is not understood ({e.Message}). Nothing of it was changed"), e);
        }

        var fault = new StorageFault(
            $"{entry.Name}@{position}", bytes?.Length ?? 0L, $"The snapshot of position {position} is not used ({reason}); the one before it is tried.");
        entry.Report(fault);
        LogFault(entry.Name, fault.Message);
        return null;
    }

    /// <summary>Applies the events behind a snapshot.</summary>
    /// <returns>The event for which there was not enough memory, so that the model must be restored anew; null when there was none.</returns>
    private async Task<long?> ReplayAsync(
        ModelEntry entry, ModelState state, IModelLog log, HashSet<long> passedOver, CancellationToken cancellationToken)
    {
        using var mark = state.Position < log.Position ? log.BeginReplay() : null;
        var from = state.Position;
        var told = context.Time.GetTimestamp();
        try
        {
            await foreach (var stored in log.ReadAsync(from, cancellationToken).ConfigureAwait(false))
            {
                if (passedOver.Contains(stored.Position))
                {
                    state.PassOver();
                }
                else if (!TryReplay(entry, state, stored, mark))
                {
                    LogExhausted(entry.Name, stored.Position);
                    return stored.Position;
                }

                if (context.Time.GetElapsedTime(told) >= BetweenProgress)
                {
                    told = context.Time.GetTimestamp();
                    LogReplaying(entry.Name, state.Position - from, log.Position - from);
                }
            }
        }
        catch (StateFormatException e)
        {
            throw Lose(entry, string.Create(
                CultureInfo.InvariantCulture, $"its event {state.Position + 1} is not understood ({e.Message}). Nothing of its log was changed"), e);
        }

        if (state.Position != log.Position)
        {
            var why = log.Faults is [.., var last] ? last.Message : "It is missing.";
            throw Lose(entry, string.Create(
                CultureInfo.InvariantCulture,
                $"its event {state.Position + 1} of {log.Position} cannot be read ({why}). Nothing of its log was changed; an operator can let it go on from event {state.Position}"));
        }

        if (state.Position > from)
        {
            context.Instruments.Replayed.Record(state.Position - from, ServingInstruments.Tag(entry.Name));
            LogRecovered(entry.Name, from, state.Position - from);
        }

        return null;
    }

    private OnlineMlException Lose(ModelEntry entry, string reason, Exception? cause = null)
    {
        var lost = new OnlineMlException(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be restored: {reason}.", cause);
        if (entry.Lost?.Message != lost.Message)
        {
            LogLost(entry.Name, reason);
        }

        (entry.Lost, entry.LostAt) = (lost, context.Time.GetTimestamp());
        return lost;
    }

    private bool TryReplay(ModelEntry entry, ModelState state, in StoredEvent stored, IReplayMark? mark)
    {
        mark?.Begin(stored.Position);
        try
        {
            if (state.Replay(EventRecord.Read(stored.Record)).Fault is { } fault)
            {
                context.ReportFault(entry, stored.Position, fault);
            }

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

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' cannot be restored and is not served: {Reason}.")]
    private partial void LogLost(string model, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A damaged snapshot of the model '{Model}' could not be set aside.")]
    private partial void LogNotSetAside(string model, Exception reason);
}
