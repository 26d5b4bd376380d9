using System.Buffers;
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
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan RestAfterLoss = TimeSpan.FromSeconds(10);

    private readonly ModelRecovery _recovery = new(context, logger);
    private readonly SnapshotTaker _snapshots = new(context, logger);

    public static OnlineMlException NotFound(string name) => new(RefusalKind.ModelNotFound, $"There is no model named '{name}'.");

    /// <summary>Stores a new model.</summary>
    /// <returns>False when the store has a model of that name.</returns>
    public async Task<bool> CreateAsync(ModelEntry entry, ModelState state, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            byte[] snapshot;
            try
            {
                snapshot = ServedSnapshot.Write(state);
            }
            catch (SpecException e)
            {
                throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
            }

            var log = await store.CreateAsync(entry.Name, new ReadOnlySequence<byte>(snapshot), cancellationToken).ConfigureAwait(false);
            if (log is null)
            {
                return false;
            }

            entry.IsBeingCreated = false;
            await FollowAsync(entry, state, log, snapshotPosition: 0, snapshot.Length, cancellationToken).ConfigureAwait(false);
            return true;
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

    /// <summary>Loads a model unless it is loaded.</summary>
    /// <exception cref="OnlineMlException">There is no such model any more, or it cannot be restored.</exception>
    public async Task<LiveModel> LoadAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Usable is { } present)
            {
                return present;
            }

            if (entry.Loaded is { } failed)
            {
                await CloseAsync(entry, failed).ConfigureAwait(false);
            }

            if (entry.IsDeleted || entry.IsBeingCreated)
            {
                throw NotFound(entry.Name);
            }

            if (entry.Lost is { } lost && context.Time.GetElapsedTime(entry.LostAt) < RestAfterLoss)
            {
                throw new OnlineMlException(lost.Kind, lost.Message, lost);
            }

            using var activity = context.Instruments.Activities.StartActivity("onlineml.recover");
            activity?.SetTag("model", entry.Name);
            var start = context.Time.GetTimestamp();
            var log = await store.OpenAsync(entry.Name, cancellationToken).ConfigureAwait(false) ?? throw Gone(entry);
            LiveModel loaded;
            try
            {
                var restored = await _recovery.RestoreAsync(entry, log, cancellationToken).ConfigureAwait(false);
                loaded = await FollowAsync(entry, restored.State, log, restored.SnapshotPosition, restored.SnapshotBytes, cancellationToken).ConfigureAwait(false);
                loaded.Snapshot.IsOverdue = restored.NeedsSnapshot;
            }
            catch
            {
                await log.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            entry.Lost = null;
            context.Instruments.Recovery.Record(context.Time.GetElapsedTime(start).TotalSeconds, ServingInstruments.Tag(entry.Name));
            return loaded;
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OnlineMlException))
        {
            throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be restored now: {e.Message}", e);
        }
        finally
        {
            entry.LifecycleLock.Release();
        }
    }

    /// <summary>Stores a snapshot of a model, if it is loaded and has changed.</summary>
    public async Task SaveAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Loaded is { } loaded)
            {
                await _snapshots.TakeAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Stores a snapshot of a model if it is still in memory.</summary>
    public async Task SnapshotAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (ReferenceEquals(entry.Loaded, loaded))
            {
                await _snapshots.TryTakeAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            entry.LifecycleLock.Release();
        }
    }

    /// <summary>Saves a model and takes it out of memory.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="force">Whether calls under way are waited for and a model that cannot be saved goes, too; else the model then stays.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether nothing of it is unsaved.</returns>
    public async Task<bool> UnloadAsync(ModelEntry entry, bool force, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Loaded is not { } loaded)
            {
                return true;
            }

            // Callers wait at the door from here on, so that a model that is called all the time comes to rest.
            Shut(entry, loaded, isShut: true);
            var isSaved = false;
            try
            {
                while (!loaded.IsIdle)
                {
                    await Task.Delay(DrainPause, cancellationToken).ConfigureAwait(false);
                }

                isSaved = await _snapshots.TryTakeAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isSaved && !force)
                {
                    Shut(entry, loaded, isShut: false);
                }
            }

            if (isSaved || force)
            {
                await CloseAsync(entry, loaded).ConfigureAwait(false);
            }

            return isSaved;
        }
        finally
        {
            entry.LifecycleLock.Release();
        }
    }

    /// <summary>Removes a model from memory and from the store.</summary>
    public async Task DeleteAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.IsDeleted)
            {
                throw NotFound(entry.Name);
            }

            if (entry.Loaded is { } loaded)
            {
                Shut(entry, loaded, isShut: true);
                await CloseAsync(entry, loaded).ConfigureAwait(false);
            }

            var isDeleted = await store.DeleteAsync(entry.Name, cancellationToken).ConfigureAwait(false);
            if (entry.IsBeingCreated)
            {
                // It was another server's, if it was any, and this one may create its own yet.
                if (!isDeleted)
                {
                    throw NotFound(entry.Name);
                }

                return;
            }

            entry.IsDeleted = isDeleted ? true : throw Gone(entry);
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

    /// <summary>Takes a model out of memory that another server deleted.</summary>
    /// <returns>False when the store has a model of that name.</returns>
    public async Task<bool> DropIfGoneAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.IsBeingCreated || (!entry.IsDeleted && await store.ExistsAsync(entry.Name, cancellationToken).ConfigureAwait(false)))
            {
                return false;
            }

            entry.IsDeleted = true;
            if (entry.Loaded is { } loaded)
            {
                Shut(entry, loaded, isShut: true);
                await CloseAsync(entry, loaded).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            entry.LifecycleLock.Release();
        }
    }

    private static OnlineMlException Gone(ModelEntry entry)
    {
        entry.IsDeleted = true;
        return NotFound(entry.Name);
    }

    private async Task<LiveModel> FollowAsync(
        ModelEntry entry, ModelState state, IModelLog log, long snapshotPosition, int snapshotBytes, CancellationToken cancellationToken)
    {
        var loaded = new LiveModel(entry, context, state, log);
        loaded.Snapshot.Found(snapshotPosition, snapshotBytes);
        try
        {
            await log.FollowAsync(state.Position, loaded, cancellationToken).ConfigureAwait(false);
            await loaded.TakeLimitsAsync().ConfigureAwait(false);
        }
        catch (OnlineMlException e) when (!loaded.IsDeleted)
        {
            LogOldLimits(entry.Name, e);
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        loaded.Bytes = MemoryBudget.SizeOf(snapshotBytes, state.Memory.HeldBytes);
        entry.Loaded = loaded;
        context.Instruments.Loaded.Record(1);
        if (loaded.Snapshot.IsDue(state.Position) || context.Memory.Taken > context.Memory.Warning)
        {
            context.RequestMaintenance();
        }

        return loaded;
    }

    private static void Shut(ModelEntry entry, LiveModel loaded, bool isShut)
    {
        lock (loaded.State.StateLock)
        {
            loaded.State.IsClosed = isShut;
        }

        entry.Loaded = isShut ? null : loaded;
    }

    private async Task CloseAsync(ModelEntry entry, LiveModel loaded)
    {
        entry.Loaded = null;
        loaded.Bytes = 0;
        context.Instruments.Loaded.Record(-1);
        if (loaded is { Failure: { } failure, IsDeleted: false })
        {
            entry.Report(new StorageFault(entry.Name, 0, $"The model failed behind event {loaded.State.Position} ({failure}); it is restored from its log."));
            LogFailed(entry.Name, failure);
        }

        await loaded.Log.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' failed and is restored from its log: {Reason}")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model '{Model}' remembers predictions and keys by the earlier options until it is loaded again: the event with new ones could not be stored.")]
    private partial void LogOldLimits(string model, Exception reason);
}
