using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Makes and stores snapshots of models in memory, which go on meanwhile.</summary>
internal sealed partial class SnapshotTaker(ServingContext context, ILogger logger)
{
    /// <summary>Stores a snapshot of a model that has changed, or logs why it cannot.</summary>
    /// <returns>False when it could not be stored.</returns>
    public async Task<bool> TryTakeAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageException e)
        {
            LogNotSaved(entry.Name, e);
            return false;
        }
    }

    /// <summary>Stores a snapshot of a model that has changed. The caller holds the entry's <see cref="ModelEntry.LifecycleLock"/>.</summary>
    /// <exception cref="StorageException">It cannot be made or stored.</exception>
    public async Task TakeAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        using var activity = context.Instruments.Activities.StartActivity("onlineml.snapshot");
        activity?.SetTag("model", entry.Name);
        try
        {
            if (await WriteAsync(loaded, cancellationToken).ConfigureAwait(false) is { } duration)
            {
                context.Instruments.Snapshot.Record(duration.TotalSeconds, ServingInstruments.Tag(entry.Name));
            }
        }
        catch (OperationCanceledException)
        {
            loaded.State.HasUnsavedCounts = true;
            throw;
        }
        catch (Exception e)
        {
            loaded.Snapshot.Failed(e.Message);
            loaded.State.HasUnsavedCounts = true;
            context.Instruments.SnapshotFailure.Record(1, ServingInstruments.Tag(entry.Name));
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            if (e is StorageException)
            {
                throw;
            }

            throw new StorageException($"The snapshot of the model '{entry.Name}' cannot be made: {e.Message}", e);
        }
    }

    /// <returns>How long it took; null when the model has not changed or failed, so that its log is ahead of it.</returns>
    private static async Task<TimeSpan?> WriteAsync(LiveModel loaded, CancellationToken cancellationToken)
    {
        var frozen = await loaded.Access.RunAsync(() => Freeze(loaded), cancellationToken: CancellationToken.None).ConfigureAwait(false);
        if (frozen is not var (toMemory, position, eventBytes, memoryBytes))
        {
            return null;
        }

        using var snapshot = await LongWork.RunAsync(
            Math.Max(memoryBytes, loaded.Snapshot.Bytes), () => toMemory(loaded.Snapshot.Bytes)).ConfigureAwait(false);
        var bytes = snapshot.Memory.Length;
        await loaded.MeasureAsync().ConfigureAwait(false);
        await loaded.Log.WriteSnapshotAsync(position, new ReadOnlySequence<byte>(snapshot.Memory), cancellationToken).ConfigureAwait(false);
        return await loaded.Access.RunAsync(() => loaded.Snapshot.Stored(position, bytes, eventBytes), cancellationToken: CancellationToken.None).ConfigureAwait(false);
    }

    private static (Func<int, IMemoryOwner<byte>> ToMemory, long Position, long EventBytes, long MemoryBytes)? Freeze(LiveModel loaded)
    {
        var state = loaded.State;
        var hasChanged = state.Position != loaded.Snapshot.Position || state.HasUnsavedCounts || loaded.Snapshot.IsOverdue;
        if (!hasChanged || loaded.Failure is not null)
        {
            return null;
        }

        loaded.Snapshot.Begin();
        var frozen = (ServedSnapshot.Take(state), state.Position, loaded.Snapshot.EventBytes, state.Memory.HeldBytes);
        state.HasUnsavedCounts = false;
        return frozen;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot of the model '{Model}' could not be stored; it is tried again.")]
    private partial void LogNotSaved(string model, Exception reason);
}
