using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Takes models out of memory, and out of the store.</summary>
internal sealed partial class ModelUnloader(IModelStore store, ServingContext context, SnapshotTaker snapshots, ILogger logger)
{
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(1);

    public static OnlineMlException NotFound(string name) => new(RefusalKind.ModelNotFound, $"There is no model named '{name}'.");

    /// <summary>What those are told who wait for a model that is being deleted.</summary>
    public static OnlineMlException BeingDeleted(string name) => new(RefusalKind.Unavailable, $"The model '{name}' is being deleted.");

    /// <summary>Takes note that a model is no more, and says so.</summary>
    public static OnlineMlException Gone(ModelEntry entry)
    {
        entry.IsDeleted = true;
        return NotFound(entry.Name);
    }

    /// <summary>Saves a model and takes it out of memory, unless it is busy with one thing for long.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="force">Whether calls under way are waited for and a model that cannot be saved goes, too; else the model then stays.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether nothing of it is unsaved.</returns>
    public async Task<bool> UnloadAsync(ModelEntry entry, bool force, CancellationToken cancellationToken)
    {
        if (!await BusyWait.TryLockAsync(entry, cancellationToken).ConfigureAwait(false))
        {
            if (force)
            {
                LogUnsaved(entry.Name);
            }

            return false;
        }

        try
        {
            if (entry.Loaded is not { } loaded)
            {
                return true;
            }

            // No call gets in from here on, so that a model that is called all the time comes to rest.
            var isFree = await TryShutAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            var isSaved = false;
            var isLeaving = false;
            try
            {
                while (isFree && !loaded.IsIdle)
                {
                    await Task.Delay(DrainPause, cancellationToken).ConfigureAwait(false);
                    isFree = entry.Busy is null;
                }

                isSaved = isFree && await snapshots.TryTakeAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
                isLeaving = isSaved || force;
            }
            finally
            {
                if (!isLeaving)
                {
                    PutBack(entry, loaded);
                }
            }

            if (!isFree && force)
            {
                LogUnsaved(entry.Name);
            }

            if (isLeaving)
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

    /// <summary>Removes a model from memory and from the store, unless another one has its name by now.</summary>
    /// <remarks>It waits for nothing that a component hangs on: the thread goes on with that alone. Who leaves ends the wait for the model alone: one that
    /// nobody may wait for any more is deleted.</remarks>
    /// <param name="entry">The place of the model.</param>
    /// <param name="epoch">What told it from others of its name when it was to be deleted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OnlineMlException">It is no more, or cannot be deleted now.</exception>
    public async Task DeleteAsync(ModelEntry entry, string epoch, CancellationToken cancellationToken)
    {
        while (!await BusyWait.TryLockAsync(entry, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken = CancellationToken.None;
            entry.Abandon();
        }

        try
        {
            if (entry.IsDeleted)
            {
                throw NotFound(entry.Name);
            }

            if (entry.Loaded is { } loaded)
            {
                await TryShutAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
                await CloseAsync(entry, loaded).ConfigureAwait(false);
            }

            var isDeleted = await store.DeleteAsync(entry.Name, epoch, cancellationToken).ConfigureAwait(false);
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
    /// <returns>False when the store has it.</returns>
    public async Task<bool> DropIfGoneAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.IsBeingCreated || (!entry.IsDeleted && await store.FindEpochAsync(entry.Name, cancellationToken).ConfigureAwait(false) == entry.Epoch))
            {
                return false;
            }

            entry.IsDeleted = true;
            if (entry.Loaded is { } loaded)
            {
                await TryShutAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
                await CloseAsync(entry, loaded).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            entry.LifecycleLock.Release();
        }
    }

    /// <summary>Closes a model that nobody calls any more.</summary>
    public async Task CloseAsync(ModelEntry entry, LiveModel loaded)
    {
        entry.Loaded = null;
        loaded.Release();
        context.Instruments.Loaded.Record(-1);
        if (loaded is { Failure: { } failure, IsDeleted: false })
        {
            entry.Report(new StorageFault(entry.Name, 0, $"The model failed behind event {loaded.State.Position} ({failure}); it is restored from its log."));
            LogFailed(entry.Name, failure);
        }

        if (!await BusyWait.TryWaitAsync(entry, loaded.Log.DisposeAsync().AsTask(), CancellationToken.None).ConfigureAwait(false))
        {
            loaded.Abandon();
        }

        (entry.Leaving, entry.Busy) = (null, null);
    }

    // False for a model that is busy with one thing for long: then nobody waits for it any more.
    private static async Task<bool> TryShutAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        entry.Leaving = loaded;
        var isShut = false;
        var shutting = loaded.ShutAsync(cancellationToken);
        try
        {
            isShut = await BusyWait.TryWaitAsync(entry, shutting, cancellationToken).ConfigureAwait(false);
        }
        catch (OnlineMlException) when (loaded.Access.IsAbandoned)
        {
            // It is deleted whatever it is busy with.
        }
        catch (OperationCanceledException)
        {
            // It may have been shut at the last moment.
            await shutting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            PutBack(entry, loaded);
            throw;
        }

        loaded.State.IsClosed = true;
        entry.Loaded = null;
        return isShut;
    }

    private static void PutBack(ModelEntry entry, LiveModel loaded)
    {
        loaded.Reopen();
        (entry.Loaded, entry.Leaving) = (loaded, null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' failed and is restored from its log: {Reason}")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' is busy with one call for long and is not saved; it is restored from its log at the next start.")]
    private partial void LogUnsaved(string model);
}
