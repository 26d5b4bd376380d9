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
internal sealed partial class ModelLoader : IDisposable
{
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitToAdvise = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestAfterLoss = TimeSpan.FromSeconds(10);

    private readonly IModelStore _store;
    private readonly ServingContext _context;
    private readonly ILogger _logger;
    private readonly ModelRecovery _recovery;
    private readonly SnapshotTaker _snapshots;

    public ModelLoader(IModelStore store, IEnumerable<ModelEntry> entries, ServingContext context, ILogger logger)
    {
        (_store, _context, _logger) = (store, context, logger);
        Eviction = new ModelEviction(entries, context, (entry, cancellation) => UnloadAsync(entry, force: false, cancellation));
        _recovery = new ModelRecovery(context, Eviction, logger);
        _snapshots = new SnapshotTaker(context, logger);
    }

    /// <summary>Makes room in memory.</summary>
    public ModelEviction Eviction { get; }

    public void Dispose()
    {
        Eviction.Dispose();
        _recovery.Dispose();
    }

    public static OnlineMlException NotFound(string name) => new(RefusalKind.ModelNotFound, $"There is no model named '{name}'.");

    /// <summary>What a caller is told of a model that is busy with one thing for long.</summary>
    public static OnlineMlException RefuseBusy(ModelEntry entry) =>
        new(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be used now. {entry.Busy}") { RetryAfter = WaitToAdvise };

    /// <summary>Stores a new model.</summary>
    /// <returns>False when the store has a model of that name.</returns>
    public async Task<bool> CreateAsync(ModelEntry entry, ModelState state, CancellationToken cancellationToken)
    {
        using var reservation = await Eviction.ReserveAsync(entry, MemoryBudget.SizeOf(state.MemorySize()), cancellationToken).ConfigureAwait(false);
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

            var log = await _store.CreateAsync(entry.Name, new ReadOnlySequence<byte>(snapshot), cancellationToken).ConfigureAwait(false);
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
        await LockUnlessBusyAsync(entry, cancellationToken).ConfigureAwait(false);
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

            if (entry.Lost is { } lost && _context.Time.GetElapsedTime(entry.LostAt) < RestAfterLoss)
            {
                throw new OnlineMlException(lost.Kind, lost.Message, lost);
            }

            using var activity = _context.Instruments.Activities.StartActivity("onlineml.recover");
            activity?.SetTag("model", entry.Name);
            var start = _context.Time.GetTimestamp();
            var log = await _store.OpenAsync(entry.Name, cancellationToken).ConfigureAwait(false) ?? throw Gone(entry);
            LiveModel loaded;
            try
            {
                var restored = await _recovery.RestoreAsync(entry, log, cancellationToken).ConfigureAwait(false);
                using var reservation = restored.Reservation;
                loaded = await FollowAsync(entry, restored.State, log, restored.SnapshotPosition, restored.SnapshotBytes, cancellationToken).ConfigureAwait(false);
                loaded.Snapshot.IsOverdue = restored.NeedsSnapshot;
            }
            catch
            {
                await log.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            entry.Lost = null;
            _context.Instruments.Recovery.Record(_context.Time.GetElapsedTime(start).TotalSeconds, ServingInstruments.Tag(entry.Name));
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
        await LockUnlessBusyAsync(entry, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Saves a model and takes it out of memory, unless it is busy with one thing for long.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="force">Whether calls under way are waited for and a model that cannot be saved goes, too; else the model then stays.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether nothing of it is unsaved.</returns>
    public async Task<bool> UnloadAsync(ModelEntry entry, bool force, CancellationToken cancellationToken)
    {
        if (!await TryLockAsync(entry, cancellationToken).ConfigureAwait(false))
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
            var isSaved = false;
            var isFree = await TryShutAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            try
            {
                while (isFree && !loaded.IsIdle)
                {
                    await Task.Delay(DrainPause, cancellationToken).ConfigureAwait(false);
                    isFree = entry.Busy is null;
                }

                isSaved = isFree && await _snapshots.TryTakeAsync(entry, loaded, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isSaved && !force)
                {
                    loaded.State.IsClosed = false;
                    (entry.Loaded, entry.Leaving) = (loaded, null);
                }
            }

            if (!isFree && force)
            {
                LogUnsaved(entry.Name);
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
    /// <remarks>It waits for nothing that a component hangs on: the thread goes on with that alone.</remarks>
    public async Task DeleteAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        while (!await TryLockAsync(entry, cancellationToken).ConfigureAwait(false))
        {
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

            var isDeleted = await _store.DeleteAsync(entry.Name, cancellationToken).ConfigureAwait(false);
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
            if (entry.IsBeingCreated || (!entry.IsDeleted && await _store.ExistsAsync(entry.Name, cancellationToken).ConfigureAwait(false)))
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

    private static OnlineMlException Gone(ModelEntry entry)
    {
        entry.IsDeleted = true;
        return NotFound(entry.Name);
    }

    private async Task<LiveModel> FollowAsync(
        ModelEntry entry, ModelState state, IModelLog log, long snapshotPosition, int snapshotBytes, CancellationToken cancellationToken)
    {
        var loaded = new LiveModel(entry, _context, state, log);
        loaded.Snapshot.Found(snapshotPosition, snapshotBytes);
        state.NumberAsTextFound = feature => _context.ReportNumberAsText(entry, feature);
        try
        {
            await loaded.FollowAsync(cancellationToken).ConfigureAwait(false);
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

        loaded.Measure();
        entry.Loaded = loaded;
        _context.Instruments.Loaded.Record(1);
        if (loaded.Snapshot.IsDue(state.Position) || _context.Memory.Taken > _context.Memory.Warning)
        {
            _context.RequestMaintenance();
        }

        return loaded;
    }

    // False for a model that is busy with one thing for long: then nobody waits for it any more.
    private static async Task<bool> TryShutAsync(ModelEntry entry, LiveModel loaded, CancellationToken cancellationToken)
    {
        entry.Leaving = loaded;
        var isShut = await TryWaitAsync(entry, loaded.ShutAsync(true), cancellationToken).ConfigureAwait(false);
        loaded.State.IsClosed = true;
        entry.Loaded = null;
        return isShut;
    }

    /// <summary>Waits for something, but not while the model is busy with one thing for long.</summary>
    /// <returns>False when it was not waited for to its end.</returns>
    public static async Task<bool> TryWaitAsync(ModelEntry entry, Task task, CancellationToken cancellationToken)
    {
        while (!task.IsCompleted && await Task.WhenAny(task, Task.Delay(BusyPause, cancellationToken)).ConfigureAwait(false) != task)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Busy is not null)
            {
                return false;
            }
        }

        await task.ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> TryLockAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        while (!await entry.LifecycleLock.WaitAsync(BusyPause, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Busy is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task LockUnlessBusyAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (!await TryLockAsync(entry, cancellationToken).ConfigureAwait(false))
        {
            throw RefuseBusy(entry);
        }
    }

    private async Task CloseAsync(ModelEntry entry, LiveModel loaded)
    {
        entry.Loaded = null;
        loaded.Release();
        _context.Instruments.Loaded.Record(-1);
        if (loaded is { Failure: { } failure, IsDeleted: false })
        {
            entry.Report(new StorageFault(entry.Name, 0, $"The model failed behind event {loaded.State.Position} ({failure}); it is restored from its log."));
            LogFailed(entry.Name, failure);
        }

        if (!await TryWaitAsync(entry, loaded.Log.DisposeAsync().AsTask(), CancellationToken.None).ConfigureAwait(false))
        {
            loaded.Abandon();
        }

        (entry.Leaving, entry.Busy) = (null, null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' failed and is restored from its log: {Reason}")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' is busy with one call for long and is not saved; it is restored from its log at the next start.")]
    private partial void LogUnsaved(string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model '{Model}' remembers predictions and keys by the earlier options until it is loaded again: the event with new ones could not be stored.")]
    private partial void LogOldLimits(string model, Exception reason);
}
