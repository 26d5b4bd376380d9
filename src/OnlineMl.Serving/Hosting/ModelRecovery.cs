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
/// <param name="context">What all models share.</param>
/// <param name="eviction">Makes room in memory.</param>
/// <param name="logger">Is told what is damaged.</param>
internal sealed partial class ModelRecovery(ServingContext context, ModelEviction eviction, ILogger logger) : IDisposable
{
    // What is read takes memory that is not reserved yet.
    private const int MaxUnreservedSnapshots = 2;

    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(MaxUnreservedSnapshots, MaxUnreservedSnapshots);

    /// <summary>Restores a model from what its log has.</summary>
    /// <exception cref="OnlineMlException">It cannot be restored.</exception>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<RestoredModel> RestoreAsync(ModelEntry entry, IModelLog log, CancellationToken cancellationToken)
    {
        var damaged = new List<long>();
        var found = await FindSnapshotAsync(entry, log, damaged, cancellationToken).ConfigureAwait(false)
            ?? throw (damaged.Count > 0 ? Lose(entry, "none of its snapshots can be read") : NoSnapshot(entry));
        try
        {
            var passedOver = log.PassedOver.ToHashSet();
            var failed = 0L;
            while (found.State.Position < log.Position && await ReplayAsync(entry, found.State, log, passedOver, cancellationToken).ConfigureAwait(false) is { } exhausting)
            {
                // Others may have needed the memory at that moment. Twice is no chance.
                if (exhausting == failed)
                {
                    log.PassOver(exhausting);
                    passedOver.Add(exhausting);
                }

                failed = exhausting;
                found.Reservation.Dispose();
                found = await FindSnapshotAsync(entry, log, damaged, cancellationToken).ConfigureAwait(false) ?? throw NoSnapshot(entry);
            }

            foreach (var position in passedOver.Order())
            {
                entry.Report(new StorageFault(entry.Name, 0, $"The event {position} is passed over: it needed more memory than there was, or the process ended while it was replayed."));
                LogPassedOver(entry.Name, position);
            }

            await SetAsideAsync(entry, damaged, log, cancellationToken).ConfigureAwait(false);
            foreach (var fault in log.Faults)
            {
                entry.Report(fault);
                LogFault(entry.Name, fault.Message);
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

    public void Dispose() => _reading.Dispose();

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

    private static OnlineMlException NoSnapshot(ModelEntry entry) =>
        new(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be restored now: no snapshot of it can be read.");

    private async Task<RestoredModel?> FindSnapshotAsync(ModelEntry entry, IModelLog log, List<long> damaged, CancellationToken cancellationToken)
    {
        foreach (var position in await log.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (damaged.Contains(position))
            {
                continue;
            }

            var (bytes, reservation) = await ReadReservedAsync(entry, log, position, cancellationToken).ConfigureAwait(false);
            try
            {
                if (ReadSnapshot(entry, position, bytes) is { } state)
                {
                    return new RestoredModel(state, position, (int)bytes!.Value.Length, reservation, NeedsSnapshot: false);
                }
            }
            catch
            {
                reservation.Dispose();
                throw;
            }

            reservation.Dispose();
            if (bytes is not null)
            {
                damaged.Add(position);
            }
        }

        return null;
    }

    // How large a model is, only its snapshot tells.
    private async Task<(ReadOnlySequence<byte>? Bytes, MemoryReservation Reservation)> ReadReservedAsync(
        ModelEntry entry, IModelLog log, long position, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var bytes = await log.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false);
            return (bytes, await eviction.ReserveAsync(entry, MemoryBudget.ExpectedSizeOf(bytes?.Length ?? 0), cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _reading.Release();
        }
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

    /// <summary>Applies the events behind a snapshot, on a thread of its own.</summary>
    /// <returns>The event for which there was not enough memory, so that the model must be restored anew; null when there was none.</returns>
    private async Task<long?> ReplayAsync(
        ModelEntry entry, ModelState state, IModelLog log, HashSet<long> passedOver, CancellationToken cancellationToken)
    {
        var replay = new ModelReplay(entry.Name);
        entry.Replay = replay;
        try
        {
            return await replay.RunAsync(token => Replay(replay, entry, state, log, passedOver, token), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            entry.Replay = null;
        }
    }

    private long? Replay(
        ModelReplay replay, ModelEntry entry, ModelState state, IModelLog log, HashSet<long> passedOver, CancellationToken cancellationToken)
    {
        using var mark = log.BeginReplay();
        var from = state.Position;
        var told = context.Time.GetTimestamp();
        try
        {
            // The thread is the replay's own, so that it may wait for the disk.
            foreach (var stored in log.ReadAsync(from, cancellationToken).ToBlockingEnumerable(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                replay.Position = stored.Position;
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
        finally
        {
            mark?.End();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Replaying the log of the model '{Model}': {Done} of {All} events.")]
    private partial void LogReplaying(string model, long done, long all);

    [LoggerMessage(Level = LogLevel.Information, Message = "The model '{Model}' was restored from the snapshot of position {Position} and {Events} events of its log.")]
    private partial void LogRecovered(string model, long position, long events);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event {Position} of the model '{Model}' is passed over: it needed more memory than there was, or the process ended while it was replayed.")]
    private partial void LogPassedOver(string model, long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "There is not enough memory to apply the event {Position} of the model '{Model}'.")]
    private partial void LogExhausted(string model, long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage of the model '{Model}' is damaged: {Fault}")]
    private partial void LogFault(string model, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' cannot be restored and is not served: {Reason}.")]
    private partial void LogLost(string model, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A damaged snapshot of the model '{Model}' could not be set aside.")]
    private partial void LogNotSetAside(string model, Exception reason);
}
