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
    public async Task SaveAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Loaded is { } loaded)
            {
                await SnapshotAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
        finally
        {
            entry.LifecycleLock.Release();
        }
    }

    /// <summary>Saves the models whose snapshot is due, lets idle ones go of what they do not need and closes those that failed.</summary>
    public async Task MaintainAsync(IEnumerable<ModelEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (entry.Loaded is not { } loaded)
            {
                continue;
            }

            if (loaded.Failure is not null)
            {
                await UnloadAsync(entry, force: true, cancellationToken).ConfigureAwait(false);
                continue;
            }

            // Nothing else might be written for long, and who asks whether the service is ready may send nothing until it is.
            loaded.Snapshot.IsOverdue |= loaded.Log.WriteFault is not null;
            if (loaded.Snapshot.IsDue(loaded.State.Position))
            {
                await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (ReferenceEquals(entry.Loaded, loaded))
                    {
                        await TrySnapshotAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
                    }
                }
                finally
                {
                    entry.LifecycleLock.Release();
                }
            }
            else if (context.Time.GetElapsedTime(loaded.LastUsed) > IdleAfter)
            {
                loaded.Trim();
            }
        }
    }

    private async Task<bool> TrySnapshotAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        try
        {
            await SnapshotAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageException e)
        {
            LogNotSaved(entry.Name, e);
            return false;
        }
    }

    /// <exception cref="StorageException">It cannot be made or stored.</exception>
    private async Task SnapshotAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        using var activity = context.Instruments.Activities.StartActivity("onlineml.snapshot");
        activity?.SetTag("model", entry.Name);
        try
        {
            if (await TakeSnapshotAsync(loaded, cancellationToken).ConfigureAwait(false) is { } duration)
            {
                context.Instruments.Snapshot.Record(duration.TotalSeconds, ServingInstruments.Tag(entry.Name));
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
            context.Instruments.SnapshotFailure.Add(1, ServingInstruments.Tag(entry.Name));
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            if (e is StorageException)
            {
                throw;
            }

            throw new StorageException($"The snapshot of the model '{entry.Name}' cannot be made: {e.Message}", e);
        }
    }

    /// <returns>How long it took; null when the model has not changed or failed, so that its log is ahead of it.</returns>
    private static async Task<TimeSpan?> TakeSnapshotAsync(LiveModel loaded, CancellationToken cancellationToken)
    {
        Func<int, IMemoryOwner<byte>> toMemory;
        long position;
        long eventBytes;
        long memoryBytes;
        lock (loaded.State.StateLock)
        {
            position = loaded.State.Position;
            var hasChanged = position != loaded.Snapshot.Position || loaded.HasUnsavedCalls || loaded.Snapshot.IsOverdue;
            if (!hasChanged || loaded.Failure is not null)
            {
                return null;
            }

            loaded.Snapshot.Begin();
            toMemory = ServedSnapshot.Take(loaded.State);
            eventBytes = loaded.Snapshot.EventBytes;
            memoryBytes = loaded.State.Memory.HeldBytes;
            loaded.HasUnsavedCalls = false;
        }

        using var snapshot = await LongWork.RunAsync(
            Math.Max(memoryBytes, loaded.Snapshot.Bytes), () => toMemory(loaded.Snapshot.Bytes)).ConfigureAwait(false);
        var bytes = snapshot.Memory.Length;
        loaded.Bytes = SizeOf(bytes, memoryBytes);
        await loaded.Log.WriteSnapshotAsync(position, snapshot.Memory, cancellationToken).ConfigureAwait(false);
        lock (loaded.State.StateLock)
        {
            return loaded.Snapshot.Stored(position, bytes, eventBytes);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot of the model '{Model}' could not be stored; it is tried again.")]
    private partial void LogNotSaved(string model, Exception reason);
}
