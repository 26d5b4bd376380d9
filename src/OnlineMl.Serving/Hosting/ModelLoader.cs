using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Brings models from the store to memory and back.</summary>
internal sealed partial class ModelLoader(IModelStore store, ServingContext context, ILogger logger)
{
    private const long Overhead = 8 * 1024;
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(30);

    public static OnlineMlException NotFound(string name) => new(RefusalKind.ModelNotFound, $"There is no model named '{name}'.");

    /// <summary>Stores a new model.</summary>
    /// <returns>False when the store has a model of that name.</returns>
    public async Task<bool> CreateAsync(ModelSlot slot, ServedModel served, CancellationToken cancellationToken)
    {
        await slot.Door.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var loaded = new LoadedModel(context);
            byte[] snapshot;
            try
            {
                snapshot = ServedSnapshot.Write(served);
            }
            catch (SpecException e)
            {
                throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
            }

            var log = await store.CreateAsync(slot.Name, snapshot, loaded, cancellationToken).ConfigureAwait(false);
            if (log is null)
            {
                return false;
            }

            Begin(slot, loaded, served, log, 0, snapshot.Length);
            return true;
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

    /// <summary>Loads a model unless it is loaded.</summary>
    /// <exception cref="OnlineMlException">There is no such model any more, or it cannot be restored.</exception>
    public async Task<LoadedModel> LoadAsync(ModelSlot slot, CancellationToken cancellationToken)
    {
        await slot.Door.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.Usable is { } present)
            {
                return present;
            }

            if (slot.Loaded is { } failed)
            {
                await CloseAsync(slot, failed).ConfigureAwait(false);
            }

            if (slot.IsDeleted)
            {
                throw NotFound(slot.Name);
            }

            if (slot.Lost is { } lost)
            {
                throw new OnlineMlException(lost.Kind, lost.Message, lost);
            }

            using var activity = context.Instruments.Activities.StartActivity("onlineml.recover");
            activity?.SetTag("model", slot.Name);
            var start = context.Time.GetTimestamp();
            var loaded = new LoadedModel(context);
            var log = await store.OpenAsync(slot.Name, loaded, cancellationToken).ConfigureAwait(false) ?? throw NotFound(slot.Name);
            try
            {
                await RestoreAsync(slot, loaded, log, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await log.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            context.Instruments.Recovery.Record(context.Time.GetElapsedTime(start).TotalSeconds, ServingInstruments.Tag(slot.Name));
            return loaded;
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OnlineMlException))
        {
            throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{slot.Name}' cannot be restored now: {e.Message}", e);
        }
        finally
        {
            slot.Door.Release();
        }
    }

    /// <summary>Saves a model and takes it out of memory.</summary>
    /// <param name="slot">The model.</param>
    /// <param name="force">Whether calls under way are waited for and a model that cannot be saved goes, too; else the model then stays.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task UnloadAsync(ModelSlot slot, bool force, CancellationToken cancellationToken)
    {
        await slot.Door.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.Loaded is not { } loaded)
            {
                return;
            }

            // Callers wait at the door from here on, so that a model that is called all the time comes to rest.
            Shut(slot, loaded, isShut: true);
            var isSaved = false;
            try
            {
                while (!loaded.IsIdle)
                {
                    await Task.Delay(DrainPause, cancellationToken).ConfigureAwait(false);
                }

                isSaved = await TrySnapshotAsync(slot, loaded, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isSaved && !force)
                {
                    Shut(slot, loaded, isShut: false);
                }
            }

            if (isSaved || force)
            {
                await CloseAsync(slot, loaded).ConfigureAwait(false);
            }
        }
        finally
        {
            slot.Door.Release();
        }
    }

    /// <summary>Removes a model from memory and from the store.</summary>
    public async Task DeleteAsync(ModelSlot slot, CancellationToken cancellationToken)
    {
        await slot.Door.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.IsDeleted)
            {
                throw NotFound(slot.Name);
            }

            if (slot.Loaded is { } loaded)
            {
                Shut(slot, loaded, isShut: true);
                await CloseAsync(slot, loaded).ConfigureAwait(false);
            }

            await store.DeleteAsync(slot.Name, cancellationToken).ConfigureAwait(false);
            slot.IsDeleted = true;
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

    // Texts take twice as much in memory as in a snapshot, and every entry of a table and every array has some room around it.
    private static long SizeOf(int snapshotBytes, long memoryBytes) => Overhead + Math.Max(3L * snapshotBytes, snapshotBytes + memoryBytes);

    private void Begin(ModelSlot slot, LoadedModel loaded, ServedModel served, IModelLog log, long snapshotPosition, int snapshotBytes)
    {
        loaded.Begin(served, log);
        loaded.Snapshot.Found(snapshotPosition, snapshotBytes);
        loaded.Bytes = SizeOf(snapshotBytes, served.Memory.HeldBytes);
        slot.Loaded = loaded;
        context.Instruments.Loaded.Add(1);
        if (loaded.Snapshot.IsDue(served.Position) || context.Memory.Taken > context.Memory.Warning)
        {
            context.AskForKeeping();
        }
    }

    private static void Shut(ModelSlot slot, LoadedModel loaded, bool isShut)
    {
        lock (loaded.Served.Gate)
        {
            loaded.Served.IsClosed = isShut;
        }

        slot.Loaded = isShut ? null : loaded;
    }

    private async Task CloseAsync(ModelSlot slot, LoadedModel loaded)
    {
        slot.Loaded = null;
        loaded.Bytes = 0;
        context.Instruments.Loaded.Add(-1);
        if (loaded.Failure is { } failure)
        {
            slot.Report(new StorageFault(slot.Name, 0, $"The model failed behind event {loaded.Served.Position} ({failure}); it is restored from its log."));
            LogFailed(slot.Name, failure);
        }

        await loaded.Log.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' failed and is restored from its log: {Reason}")]
    private partial void LogFailed(string model, string reason);
}
