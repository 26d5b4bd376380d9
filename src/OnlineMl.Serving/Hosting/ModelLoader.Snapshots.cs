using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <content>Snapshots, when they are asked for and when they are due.</content>
internal sealed partial class ModelLoader
{
    /// <summary>Stores a snapshot of a model, if it is loaded and has changed.</summary>
    public async Task SaveAsync(ModelSlot slot, CancellationToken cancellationToken)
    {
        await slot.Door.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.Loaded is { } loaded)
            {
                await SnapshotAsync(slot, loaded, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
        finally
        {
            slot.Door.Release();
        }
    }

    /// <summary>Saves the models whose snapshot is due, lets idle ones go of what they do not need and closes those that failed.</summary>
    public async Task KeepAsync(IEnumerable<ModelSlot> slots, CancellationToken cancellationToken)
    {
        foreach (var slot in slots)
        {
            if (slot.Loaded is not { } loaded)
            {
                continue;
            }

            if (loaded.Failure is not null)
            {
                await UnloadAsync(slot, force: true, cancellationToken).ConfigureAwait(false);
                continue;
            }

            // Nothing else might be written for long, and who asks whether the service is ready may send nothing until it is.
            loaded.Snapshot.IsOverdue |= loaded.Log.WriteFault is not null;
            if (loaded.Snapshot.IsDue(loaded.Served.Position))
            {
                await slot.Door.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (ReferenceEquals(slot.Loaded, loaded))
                    {
                        await TrySnapshotAsync(slot, loaded, cancellationToken).ConfigureAwait(false);
                    }
                }
                finally
                {
                    slot.Door.Release();
                }
            }
            else if (context.Time.GetElapsedTime(loaded.LastUsed) > IdleAfter)
            {
                loaded.Trim();
            }
        }
    }

    private async Task<bool> TrySnapshotAsync(ModelSlot slot, LoadedModel loaded, CancellationToken cancellationToken)
    {
        try
        {
            await SnapshotAsync(slot, loaded, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageException e)
        {
            LogNotSaved(slot.Name, e);
            return false;
        }
    }

    /// <exception cref="StorageException">It cannot be made or stored.</exception>
    private async Task SnapshotAsync(ModelSlot slot, LoadedModel loaded, CancellationToken cancellationToken)
    {
        using var activity = context.Instruments.Activities.StartActivity("onlineml.snapshot");
        activity?.SetTag("model", slot.Name);
        try
        {
            if (await TakeSnapshotAsync(loaded, cancellationToken).ConfigureAwait(false) is { } duration)
            {
                context.Instruments.Snapshot.Record(duration.TotalSeconds, ServingInstruments.Tag(slot.Name));
            }
        }
        catch (OperationCanceledException)
        {
            loaded.HasUnsavedCalls = true;
            throw;
        }
        catch (Exception e)
        {
            loaded.Snapshot.Failed(e.Message);
            loaded.HasUnsavedCalls = true;
            context.Instruments.SnapshotFailure.Add(1, ServingInstruments.Tag(slot.Name));
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            if (e is StorageException)
            {
                throw;
            }

            throw new StorageException($"The snapshot of the model '{slot.Name}' cannot be made: {e.Message}", e);
        }
    }

    /// <returns>How long it took; null when the model has not changed or failed, so that its log is ahead of it.</returns>
    private static async Task<TimeSpan?> TakeSnapshotAsync(LoadedModel loaded, CancellationToken cancellationToken)
    {
        Func<int, IMemoryOwner<byte>> toMemory;
        long position;
        long eventBytes;
        long memoryBytes;
        lock (loaded.Served.Gate)
        {
            position = loaded.Served.Position;
            var hasChanged = position != loaded.Snapshot.Position || loaded.HasUnsavedCalls || loaded.Snapshot.IsOverdue;
            if (!hasChanged || loaded.Failure is not null)
            {
                return null;
            }

            loaded.Snapshot.Begin();
            toMemory = ServedSnapshot.Take(loaded.Served);
            eventBytes = loaded.Snapshot.EventBytes;
            memoryBytes = loaded.Served.Memory.HeldBytes;
            loaded.HasUnsavedCalls = false;
        }

        using var snapshot = await LongWork.RunAsync(
            Math.Max(memoryBytes, loaded.Snapshot.Bytes), () => toMemory(loaded.Snapshot.Bytes)).ConfigureAwait(false);
        var bytes = snapshot.Memory.Length;
        loaded.Bytes = SizeOf(bytes, memoryBytes);
        await loaded.Log.WriteSnapshotAsync(position, snapshot.Memory, cancellationToken).ConfigureAwait(false);
        lock (loaded.Served.Gate)
        {
            return loaded.Snapshot.Stored(position, bytes, eventBytes);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot of the model '{Model}' could not be stored; it is tried again.")]
    private partial void LogNotSaved(string model, Exception reason);
}
