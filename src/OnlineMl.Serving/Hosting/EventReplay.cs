using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Hosting;

/// <summary>Applies the events behind a snapshot to it.</summary>
/// <param name="context">What all models share.</param>
/// <param name="logger">Is told how far it is.</param>
internal sealed partial class EventReplay(ServingContext context, ILogger logger)
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    /// <summary>Applies the events behind a snapshot, on a thread of its own.</summary>
    /// <returns>The event for which there was not enough memory, so that the model must be restored anew; null when there was none.</returns>
    public async Task<long?> RunAsync(
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
            throw context.Lose(entry, string.Create(
                CultureInfo.InvariantCulture, $"its event {state.Position + 1} is not understood ({e.Message}). Nothing of its log was changed"), e);
        }

        if (state.Position != log.Position)
        {
            var why = log.Faults is [.., var last] ? last.Message : "It is missing.";
            throw context.Lose(entry, string.Create(
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

    [LoggerMessage(Level = LogLevel.Error, Message = "There is not enough memory to apply the event {Position} of the model '{Model}'.")]
    private partial void LogExhausted(string model, long position);
}
