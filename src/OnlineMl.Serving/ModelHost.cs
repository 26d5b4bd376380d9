using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Serving;

/// <summary>Holds the named models of a service: loads them on first use, makes their calls durable and unloads idle ones.</summary>
/// <remarks>Learns, labels and remembered predictions of one model happen one after the other in the order of its log; calls on different
/// models do not wait for each other. Safe for use by several threads at once.</remarks>
public sealed partial class ModelHost : IAsyncDisposable, IDisposable
{
    // Saving waits for the disk, not for the processor.
    private const int ParallelSaves = 8;

    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);
    private readonly IModelStore _store;
    private readonly IModelRouter? _router;
    private readonly ServingContext _context;
    private readonly ModelLoader _loader;
    private readonly ModelMaintenance _maintenance;
    private readonly StoreWatch _storeWatch;
    private readonly ModelWatchdog _watchdog;
    private readonly ILogger<ModelHost> _logger;
    private readonly IdentifierSource _identifiers = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private Task _watching = Task.CompletedTask;
    private volatile bool _isStarted;
    private volatile bool _isStopping;
    private bool _isDisposed;

    /// <summary>A host that keeps its models in a store.</summary>
    internal ModelHost(
        IModelStore store, ComponentCatalog catalog, IOptions<OnlineMlServingOptions> options, TimeProvider time, ILogger<ModelHost> logger, IMeterFactory? meters = null,
        IEventBackplane? backplane = null, IModelRouter? router = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _router = router;
        _logger = logger;
        _context = new ServingContext(options.Value, catalog, time, new ServingInstruments(meters), logger, backplane);
        _loader = new ModelLoader(store, _entries.Select(place => place.Value), _context, logger);
        _storeWatch = new StoreWatch(store, time, logger);
        _maintenance = new ModelMaintenance(_loader, _context);
        _watchdog = new ModelWatchdog(_entries.Select(place => place.Value), _context, logger);
    }

    /// <summary>Every predict, learn and label.</summary>
    public EventHub Events => _context.Events;

    /// <summary>The metrics of a model after each of its learns and labels.</summary>
    public EventHub MetricEvents => _context.MetricEvents;

    /// <summary>A word for where models are kept, such as <c>file</c> or <c>memory</c>.</summary>
    public string StorageKind => _store.Kind;

    /// <summary>The names of all models, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The models that could not be saved when the host was stopped, sorted; what their logs have is replayed at the next start.</summary>
    public IReadOnlyList<string> UnsavedModels { get; private set; } = [];

    /// <summary>How many models are in memory.</summary>
    public int LoadedModels => _entries.Values.Count(entry => entry.Loaded is not null);

    /// <summary>How the host is. It is ready when it was started, is not stopping, and can write.</summary>
    public ServiceHealth Health
    {
        get
        {
            var problems = new List<string>();
            if (!_isStarted || _isStopping)
            {
                problems.Add(_isStopping ? "The service is stopping." : "The service is starting.");
            }

            if (_storeWatch.Fault is { } unusable)
            {
                problems.Add(unusable);
            }

            if (_store.Fault is { } away)
            {
                problems.Add(away.Message);
            }

            foreach (var entry in _entries.Values)
            {
                if (entry.Loaded is { } loaded && (loaded.Log.WriteFault?.Message ?? loaded.Snapshot.Fault) is { } fault)
                {
                    problems.Add($"{entry.Name}: {fault}");
                }
            }

            var isReady = problems.Count == 0;
            problems.AddRange(_store.Warnings);
            foreach (var entry in _entries.Values)
            {
                problems.AddRange(entry.Faults.Select(fault => $"{entry.Name}: {fault.Message}"));
                if (entry.Busy is { } busy)
                {
                    problems.Add($"{entry.Name}: {busy}");
                }

                if (entry.Lost is { } lost)
                {
                    problems.Add($"{entry.Name}: {lost.Message}");
                }
            }

            return new ServiceHealth(isReady, problems);
        }
    }

    internal ServingContext Context => _context;

    /// <summary>Why the store can do nothing for now; null when it can.</summary>
    internal StorageException? StoreFault => _store.Fault;

    internal bool IsStarted => _isStarted;

    internal ICollection<ModelEntry> Entries => _entries.Values;

    /// <summary>Finds out which models there are. None is loaded yet. Called by the first call when nobody did.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isStarted)
            {
                await ListAsync(cancellationToken).ConfigureAwait(false);
                await _storeWatch.LookAsync([], cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Takes no more calls, ends all streams, waits for the calls under way and saves every model.</summary>
    /// <remarks>When the wait is cancelled, models stay unsaved; what was acknowledged is in their logs.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        EndStreams();
        _isStopping = true;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(false);
        var unsaved = new ConcurrentDictionary<string, bool>(
            _entries.Values.Where(entry => entry.Loaded is not null).Select(entry => KeyValuePair.Create(entry.Name, true)), StringComparer.Ordinal);
        try
        {
            await Parallel.ForEachAsync(
                _entries.Values,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelSaves, CancellationToken = cancellationToken },
                async (entry, cancellation) =>
                {
                    if (await SaveLastAsync(entry, cancellation).ConfigureAwait(false))
                    {
                        unsaved.TryRemove(entry.Name, out _);
                    }
                    else
                    {
                        unsaved[entry.Name] = true;
                    }
                }).ConfigureAwait(false);
        }
        finally
        {
            UnsavedModels = [.. unsaved.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Ends all streams, so that the connections of their listeners do not hold up a shutdown.</summary>
    public void EndStreams()
    {
        _context.Events.Complete();
        _context.MetricEvents.Complete();
    }

    /// <summary>Saves every model, for a container that is not disposed asynchronously; the thread waits for it.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (!_isStopping)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _watchdog.Dispose();
        _starting.Dispose();
        _loader.Dispose();
        _ending.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
    }

    internal async Task<string> CreateAsync(string? name, Func<string, ModelState> build, CancellationToken cancellationToken)
    {
        await RunningAsync(cancellationToken).ConfigureAwait(false);
        if (name is null)
        {
            name = ModelNames.MakeUp(_entries.ContainsKey);
        }
        else
        {
            ModelNames.CheckNew(name);
        }

        if (_entries.Count >= _context.Options.Limit.MaxModels)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"There are {_entries.Count} models already; at most {_context.Options.Limit.MaxModels} are allowed.");
        }

        var state = build(name);
        var entry = new ModelEntry(name) { IsBeingCreated = true };
        if (!_entries.TryAdd(name, entry) && (!await DropIfGoneAsync(_entries.GetValueOrDefault(name), cancellationToken).ConfigureAwait(false) || !_entries.TryAdd(name, entry)))
        {
            throw Exists(name);
        }

        try
        {
            if (_entries.Keys.FirstOrDefault(other => other != name && string.Equals(other, name, StringComparison.OrdinalIgnoreCase)) is { } like)
            {
                throw new OnlineMlException(
                    RefusalKind.AlreadyExists, $"There is a model named '{like}' already; names that differ only in case are one on some file systems.");
            }

            if (!await _loader.CreateAsync(entry, state, cancellationToken).ConfigureAwait(false))
            {
                throw Exists(name);
            }
        }
        catch
        {
            entry.IsDeleted = true;
            _entries.TryRemove(KeyValuePair.Create(name, entry));
            throw;
        }

        return name;
    }

    internal async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var entry = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            await _loader.DeleteAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Forget(entry);
        }
    }

    internal async Task SaveAsync(string name, CancellationToken cancellationToken)
    {
        await _loader.SaveAsync(await FindAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings a model to memory.</summary>
    /// <exception cref="OnlineMlException">There is none, or it cannot be restored now.</exception>
    internal async Task LoadAsync(string name, CancellationToken cancellationToken)
    {
        CheckNotStopping();
        await LoadAsync(await FindAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Saves a model and takes it out of memory, if it is there and that can be done now.</summary>
    internal async Task UnloadAsync(string name, CancellationToken cancellationToken)
    {
        if (!_isStopping && _entries.TryGetValue(name, out var entry))
        {
            await _loader.UnloadAsync(entry, force: false, cancellationToken).ConfigureAwait(false);
        }
    }

    internal async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        await RunningAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _store.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    internal async Task<T> ReadAsync<T>(string name, Func<ModelEntry, LiveModel, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            CheckNotStopping();
            (entry, var loaded) = await LoadAsync(entry, cancellationToken).ConfigureAwait(false);
            if (await loaded.ReadAsync(() => read(entry, loaded)).WaitAsync(cancellationToken).ConfigureAwait(false) is (true, var value))
            {
                return value!;
            }
        }
    }

    /// <summary>The status of a model. That of one that is busy for long says so, and is otherwise as far as can be seen from outside.</summary>
    internal async Task<ModelStatus> ReadStatusAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadLatestAsync(name, StatusOf, cancellationToken).ConfigureAwait(false);
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.Unavailable
            && _entries.TryGetValue(name, out var entry) && entry is { Busy: { } busy, Loaded: { } loaded })
        {
            var status = StatusOf(entry, loaded, loaded.Bytes);
            return status with { Faults = [.. status.Faults, busy] };
        }
    }

    /// <summary>Reads a model with what other servers were told is stored, or as far as it is known while that cannot be found out.</summary>
    internal async Task<T> ReadLatestAsync<T>(string name, Func<ModelEntry, LiveModel, T> read, CancellationToken cancellationToken)
    {
        var loaded = await ReadAsync(name, (_, loaded) => loaded, cancellationToken).ConfigureAwait(false);
        try
        {
            await loaded.Log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // It is as old as the position says that goes with what is read.
        }

        return await ReadAsync(name, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The metrics of a model, and of how many events they are.</summary>
    internal Task<(long Position, IReadOnlyDictionary<string, double> Metrics)> ReadMetricsAsync(string name, CancellationToken cancellationToken) =>
        ReadLatestAsync(name, (_, loaded) => (loaded.State.Position, loaded.State.ReadMetrics()), cancellationToken);

    /// <summary>The position and the hash of all that follows from the events of a model, with those that other servers were told are stored.</summary>
    internal async Task<(long Position, string Hash)> ReadStateHashAsync(string name, CancellationToken cancellationToken)
    {
        var loaded = await ReadAsync(name, (_, loaded) => loaded, cancellationToken).ConfigureAwait(false);
        await CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(name, (_, loaded) => (loaded.State.Position, loaded.State.Hash()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Saves what is due and unloads what is too much. The keeper calls it now and then.</summary>
    internal async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await _storeWatch.LookAsync(_entries.Select(place => place.Value), cancellationToken).ConfigureAwait(false);
        await _maintenance.RunAsync(_entries.Select(place => place.Value), cancellationToken).ConfigureAwait(false);
        await _loader.Eviction.MaintainAsync(cancellationToken).ConfigureAwait(false);
        _context.Events.Trim();
        _context.MetricEvents.Trim();
    }

    private static ModelStatus StatusOf(ModelEntry entry, LiveModel loaded) => StatusOf(entry, loaded, loaded.Measure());

    private static ModelStatus StatusOf(ModelEntry entry, LiveModel loaded, long memoryBytes) => new(
        entry.Name,
        Flavors.NameOf(loaded.State.Header.Flavor),
        loaded.State.Position,
        loaded.Snapshot.Position,
        loaded.State.Memory.Count,
        loaded.State.MissedLabels.AddedTo(loaded.State.Memory.Counts),
        memoryBytes,
        [.. entry.Faults.Select(fault => fault.Message)],
        new ModelOptions(loaded.State.Model.TimeFeature, loaded.State.Model.MaxMadeFeatures));

    private static OnlineMlException Exists(string name) => new(RefusalKind.AlreadyExists, $"There is a model named '{name}' already.");

    // A model that was deleted and created again, or created by another server while this one tried to, is found anew.
    private async Task<(ModelEntry Entry, LiveModel Loaded)> LoadAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return (entry, entry.Usable ?? await LoadOnceAsync(entry, cancellationToken).ConfigureAwait(false));
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.ModelNotFound)
            {
                Forget(entry);
                if (!await ExistsAsync(entry.Name, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }

                if (entry.IsBeingCreated && !entry.IsDeleted)
                {
                    await Task.Delay(BetweenLooks, _context.Time, cancellationToken).ConfigureAwait(false);
                }

                entry = await FindAsync(entry.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // One model that cannot be closed does not keep the others from being saved.
    private async Task<bool> SaveLastAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await _loader.UnloadAsync(entry, force: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotClosed(entry.Name, e);
            return false;
        }
    }

    // A model goes on loading for the others when the caller that asked for it first gives up.
    private async Task<LiveModel> LoadOnceAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var loading = _loader.LoadAsync(entry, _ending.Token);
            return await ModelLoader.TryWaitAsync(entry, loading, cancellationToken).ConfigureAwait(false)
                ? await loading.ConfigureAwait(false)
                : throw ModelLoader.RefuseBusy(entry);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            CheckNotStopping();
            throw;
        }
    }

    private void Forget(ModelEntry entry)
    {
        if (entry.IsDeleted)
        {
            _entries.TryRemove(KeyValuePair.Create(entry.Name, entry));
        }
    }

    // Another server may have created it.
    private async ValueTask<ModelEntry> FindAsync(string name, CancellationToken cancellationToken)
    {
        await RunningAsync(cancellationToken).ConfigureAwait(false);
        if (_entries.TryGetValue(name, out var entry))
        {
            return entry;
        }

        return await ExistsAsync(name, cancellationToken).ConfigureAwait(false) ? _entries.GetOrAdd(name, name => new ModelEntry(name)) : throw ModelLoader.NotFound(name);
    }

    private async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return ModelNames.IsAllowed(name) && await _store.ExistsAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    private async Task<bool> DropIfGoneAsync(ModelEntry? entry, CancellationToken cancellationToken)
    {
        try
        {
            if (entry is not null && !await _loader.DropIfGoneAsync(entry, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }

        if (entry is not null)
        {
            Forget(entry);
        }

        return true;
    }

    // Ends at once where no other server has the models.
    private async Task WatchAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in _store.WatchAsync(_ending.Token).ConfigureAwait(false))
                {
                    await TakeNoteAsync(change).ConfigureAwait(false);
                }

                return;
            }
            catch (Exception e)
            {
                if (_ending.IsCancellationRequested)
                {
                    return;
                }

                LogNotWatched(e);
                await Task.Delay(RestAfterFailure, _context.Time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeNoteAsync(ModelChange change)
    {
        switch (change.Kind)
        {
            case ModelChangeKind.Created:
                _entries.GetOrAdd(change.Name, name => new ModelEntry(name));
                break;
            case ModelChangeKind.Deleted:
                await DropIfGoneAsync(_entries.GetValueOrDefault(change.Name), _ending.Token).ConfigureAwait(false);
                break;
            default:
                var names = await _store.ListAsync(_ending.Token).ConfigureAwait(false);
                foreach (var name in names)
                {
                    _entries.GetOrAdd(name, name => new ModelEntry(name));
                }

                foreach (var entry in _entries.Values.ExceptBy(names, entry => entry.Name, StringComparer.Ordinal).ToList())
                {
                    await DropIfGoneAsync(entry, _ending.Token).ConfigureAwait(false);
                }

                break;
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await _store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            _entries.TryAdd(name, new ModelEntry(name));
        }

        _watching = WatchAsync();
        _isStarted = true;
        LogStarted(_entries.Count, _store.Kind);
    }

    private async ValueTask RunningAsync(CancellationToken cancellationToken)
    {
        CheckNotStopping();
        if (_isStarted)
        {
            return;
        }

        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    private void CheckNotStopping()
    {
        if (_isStopping)
        {
            throw new OnlineMlException(RefusalKind.Unavailable, "The service is stopping.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store cannot tell of models that other servers create and delete; it is tried again.")]
    private partial void LogNotWatched(Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' could not be closed.")]
    private partial void LogNotClosed(string model, Exception reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Count} models from {Storage} storage.")]
    private partial void LogStarted(int count, string storage);
}
