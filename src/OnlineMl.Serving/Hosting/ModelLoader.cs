using System.Buffers;
using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Hosting;

/// <summary>Brings models from the store to memory, and what is new of them to the store.</summary>
internal sealed partial class ModelLoader : IDisposable
{
    private static readonly TimeSpan RestAfterLoss = TimeSpan.FromSeconds(10);

    private readonly IModelStore _store;
    private readonly ServingContext _context;
    private readonly ILogger _logger;
    private readonly ModelRecovery _recovery;
    private readonly SnapshotTaker _snapshots;
    private readonly ModelUnloader _unloader;

    public ModelLoader(IModelStore store, ModelEntries entries, ServingContext context, SnapshotTaker snapshots, ModelUnloader unloader, ILogger logger)
    {
        (_store, _context, _snapshots, _unloader, _logger) = (store, context, snapshots, unloader, logger);
        Creators = new ModelCreators(store, entries, context);
        Eviction = new ModelEviction(entries, context, (entry, cancellation) => unloader.UnloadAsync(entry, force: false, cancellation));
        _recovery = new ModelRecovery(context, Eviction, logger);
    }

    /// <summary>Makes room in memory.</summary>
    public ModelEviction Eviction { get; }

    /// <summary>Knows who created which model.</summary>
    public ModelCreators Creators { get; }

    public void Dispose()
    {
        Eviction.Dispose();
        _recovery.Dispose();
    }

    /// <summary>Stores a new model.</summary>
    /// <returns>False when the store has a model of that name.</returns>
    public async Task<bool> CreateAsync(ModelEntry entry, ModelState state, CancellationToken cancellationToken)
    {
        using var reservation = await Eviction.ReserveAsync(entry, MemoryBudget.SizeOf(state.MemorySize()), cancellationToken).ConfigureAwait(false);
        await entry.LifecycleLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Creators.FindAsync(entry, cancellationToken).ConfigureAwait(false);
            byte[] snapshot;
            try
            {
                snapshot = ServedSnapshot.Write(state);
            }
            catch (SpecException e)
            {
                throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
            }

            var log = await _store.CreateAsync(entry.Name, new ReadOnlySequence<byte>(snapshot), entry.Creator?.User, cancellationToken).ConfigureAwait(false);
            if (log is null)
            {
                return false;
            }

            (entry.Epoch, entry.IsBeingCreated) = (log.Epoch, false);
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
        await BusyWait.LockAsync(entry, cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Usable is { } present)
            {
                return present;
            }

            if (entry.Loaded is { Access.IsAbandoned: true })
            {
                throw ModelUnloader.BeingDeleted(entry.Name);
            }

            if (entry.Loaded is { } failed)
            {
                await _unloader.CloseAsync(entry, failed).ConfigureAwait(false);
            }

            if (entry.IsDeleted || entry.IsBeingCreated)
            {
                throw ModelUnloader.NotFound(entry.Name);
            }

            if (entry.Lost is { } lost && _context.Time.GetElapsedTime(entry.LostAt) < RestAfterLoss)
            {
                throw new OnlineMlException(lost.Kind, lost.Message, lost);
            }

            await Creators.FindAsync(entry, cancellationToken).ConfigureAwait(false);
            using var activity = _context.Instruments.Activities.StartActivity("onlineml.recover");
            activity?.SetTag("model", entry.Name);
            var start = _context.Time.GetTimestamp();
            var log = await _store.OpenAsync(entry.Name, cancellationToken).ConfigureAwait(false) ?? throw ModelUnloader.Gone(entry);
            LiveModel loaded;
            try
            {
                if (log.Epoch != entry.Epoch)
                {
                    throw ModelUnloader.Gone(entry);
                }

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
        catch (Exception e) when (StorageFailure.IsOfFiles(e))
        {
            var reason = e as StorageException ?? StorageFailure.Because($"The files of the model '{entry.Name}' cannot be used", e);
            throw await IsOfModelAsync(reason, cancellationToken).ConfigureAwait(false) ? _context.Lose(entry, reason.Message.TrimEnd('.'), reason) : ServingContext.Refusal(reason);
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
        await BusyWait.LockAsync(entry, cancellationToken).ConfigureAwait(false);
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

    // What several servers share may be away for a moment only, and what is full or cannot be used at all is no model's fault.
    private async Task<bool> IsOfModelAsync(StorageException reason, CancellationToken cancellationToken)
    {
        if (_store.IsShared || reason.IsFull)
        {
            return reason.IsOfModel;
        }

        try
        {
            await _store.CheckAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private async Task<LiveModel> FollowAsync(
        ModelEntry entry, ModelState state, IModelLog log, long snapshotPosition, int snapshotBytes, CancellationToken cancellationToken)
    {
        var loaded = new LiveModel(entry, _context, state, log);
        loaded.Snapshot.Found(snapshotPosition, snapshotBytes);
        state.SavesOwnCounts = !_store.IsShared;
        state.NumbersAsTexts.Found = feature => _context.ReportNumberAsText(entry, feature);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model '{Model}' remembers predictions and keys by the earlier options until it is loaded again: the event with new ones could not be stored.")]
    private partial void LogOldLimits(string model, Exception reason);
}
