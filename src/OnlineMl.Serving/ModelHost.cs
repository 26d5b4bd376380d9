using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Mixing;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Serving;

/// <summary>Holds the named models of a service: loads them on first use, makes their calls durable and unloads idle ones.</summary>
/// <remarks>Learns, labels and remembered predictions of one model happen one after the other in the order of its log; calls on different
/// models do not wait for each other. Safe for use by several threads at once.</remarks>
public sealed partial class ModelHost : IAsyncDisposable, IDisposable
{
    private readonly IModelStore _store;
    private readonly ServingContext _context;
    private readonly HostLifetime _lifetime;
    private readonly ModelUnloader _unloader;
    private readonly ModelLoader _loader;
    private readonly ModelDirectory _directory;
    private readonly ForeignChanges _foreignChanges;
    private readonly ModelCreation _creation;
    private readonly LiveModels _models;
    private readonly ModelSuccession _succession;
    private readonly ShareCreation _shares;
    private readonly ModelMixing _mixing;
    private readonly ModelMaintenance _maintenance;
    private readonly MaintenanceLoop _maintenanceLoop;
    private readonly FinalSave _finalSave;
    private readonly StoreWatch _storeWatch;
    private readonly HostHealth _health;
    private readonly ModelWatchdog _watchdog;
    private readonly IModelRouter? _router;
    private readonly ILogger<ModelHost> _logger;
    private bool _isDisposed;

    /// <summary>A host that keeps its models in a store.</summary>
    internal ModelHost(
        IModelStore store, ComponentCatalog catalog, IOptions<OnlineMlServingOptions> options, TimeProvider time, ILogger<ModelHost> logger, IMeterFactory? meters = null,
        IEventBackplane? backplane = null, IModelRouter? router = null, ICallCounter? counter = null, IModelSizes? sizes = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _logger = logger;
        _router = router;
        _context = new ServingContext(options.Value, catalog, time, new ServingInstruments(meters), logger, backplane, counter, sizes);
        _lifetime = new HostLifetime(BeginAsync);
        var entries = new ModelEntries();
        var snapshots = new SnapshotTaker(_context, logger);
        _unloader = new ModelUnloader(store, _context, snapshots, logger);
        _loader = new ModelLoader(store, entries, _context, snapshots, _unloader, logger);
        _directory = new ModelDirectory(entries, store, _unloader, _lifetime);
        _foreignChanges = new ForeignChanges(store, _directory, _context, _lifetime, logger);
        _creation = new ModelCreation(_directory, _loader, _unloader, _context, _lifetime);
        _models = new LiveModels(_directory, _loader, _context, _lifetime);
        Files = new ModelFileReading(_loader.Eviction, _context);
        _succession = new ModelSuccession(_directory, _models, _loader, Files, _context, _lifetime);
        _shares = new ShareCreation(_directory, _models, _loader, _unloader, _context);
        ShareSteps = new ShareSteps(_directory, _models, router);
        _mixing = new ModelMixing(_directory, _models, _shares, ShareSteps, _context, _lifetime, router, logger);
        Calls = new CallDispatcher(_directory, _models, _shares, _context, _lifetime, router);
        _maintenance = new ModelMaintenance(_loader, _unloader, _context);
        _maintenanceLoop = new MaintenanceLoop(MaintainAsync, _context, _lifetime, logger);
        _finalSave = new FinalSave(_unloader, logger);
        _storeWatch = new StoreWatch(store, time, logger);
        _health = new HostHealth(_directory, store, _storeWatch, _lifetime);
        if (options.Value.Limit.MaxMeasuredModels > 0)
        {
            _context.Instruments.Observe(new ModelGauges(entries, options.Value.Limit.MaxMeasuredModels, _context.ReportMetric));
        }

        _watchdog = new ModelWatchdog(entries, _context, logger);
    }

    /// <summary>Every predict, learn and label.</summary>
    internal EventHub Events => _context.Events;

    /// <summary>The metrics of a model after each of its learns and labels.</summary>
    internal EventHub MetricEvents => _context.MetricEvents;

    /// <summary>A word for where models are kept, such as <c>file</c> or <c>memory</c>.</summary>
    public string StorageKind => _store.Kind;

    /// <summary>The names of all models, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _directory.Names.Where(name => !ModelNames.IsShare(name)).Order(StringComparer.Ordinal)];

    /// <summary>The models that could not be saved when the host was stopped, sorted; what their logs have is replayed at the next start.</summary>
    public IReadOnlyList<string> UnsavedModels => _finalSave.UnsavedModels;

    /// <summary>How many models are in memory.</summary>
    public int LoadedModels => Entries.Count(entry => entry.Loaded is not null);

    /// <summary>How the host is. It is ready when it was started, is not stopping, and can write.</summary>
    internal ServiceHealth Health => _health.Read();

    /// <summary>The same for somebody who may know of some models only.</summary>
    internal ServiceHealth HealthOf(Predicate<string>? shows) => _health.Read(shows);

    /// <summary>The road of every predict, learn and label.</summary>
    internal IModelCalls Calls { get; }

    internal ServingContext Context => _context;

    /// <summary>Why the store can do nothing for now; null when it can.</summary>
    internal StorageException? StoreFault => _store.Fault;

    /// <summary>Whether models are saved and unloaded while it runs; otherwise only when it is stopped, and when <see cref="MaintainAsync"/> is called.</summary>
    internal bool IsMaintained { get; set; }

    internal bool IsStarted => _lifetime.IsStarted;

    /// <summary>Knows of the other servers; null where there are none.</summary>
    internal IClusterView? Cluster { get; set; }

    internal ICollection<ModelEntry> Entries => _directory.Entries;

    /// <summary>Finds out which models there are. None is loaded yet. Called by the first call when nobody did.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _lifetime.StartAsync(cancellationToken);

    /// <summary>Takes no more calls, ends all streams, waits for the calls under way and saves every model.</summary>
    /// <remarks>When the wait is cancelled, models stay unsaved; what was acknowledged is in their logs.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        EndStreams();
        if (!await _lifetime.TryStopAsync().ConfigureAwait(false))
        {
            return;
        }

        await _maintenanceLoop.StopAsync(cancellationToken).ConfigureAwait(false);
        await _foreignChanges.StopAsync(cancellationToken).ConfigureAwait(false);
        await _mixing.StopAsync(cancellationToken).ConfigureAwait(false);
        await _finalSave.RunAsync(Entries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends all streams, so that the connections of their listeners do not hold up a shutdown.</summary>
    internal void EndStreams()
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

        if (!_lifetime.IsStopping)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _watchdog.Dispose();
        _loader.Dispose();
        _lifetime.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
    }

    internal async Task<string> CreateAsync(string? name, Func<string, ModelState> build, string? user, CancellationToken cancellationToken)
    {
        name = await _creation.CreateAsync(name, build, user, cancellationToken).ConfigureAwait(false);
        if (_directory.TryFind(name, out var entry) && entry.Loaded?.State.Header.Mixing is { } setup)
        {
            await _shares.EnsureAsync(entry, setup, cancellationToken).ConfigureAwait(false);
        }

        return name;
    }

    /// <summary>Merges the shares of models.</summary>
    internal ModelMixing Mixing => _mixing;

    /// <summary>Cuts and merges single shares.</summary>
    internal ShareSteps ShareSteps { get; }

    /// <summary>Whether several servers may have its models at the same time.</summary>
    internal bool IsShared => _store.IsShared;

    /// <summary>Reads files of models.</summary>
    internal ModelFileReading Files { get; }

    /// <summary>Puts other models into the place of served ones.</summary>
    internal ModelSuccession Succession => _succession;

    internal async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (ModelNames.IsShare(name))
        {
            throw ModelUnloader.NotFound(name);
        }

        var shares = _store.IsShared ? await _shares.FindAsync(name, cancellationToken).ConfigureAwait(false) : [];
        await _creation.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        await _shares.DeleteAsync(shares, cancellationToken).ConfigureAwait(false);
    }

    internal async Task SaveAsync(string name, CancellationToken cancellationToken) =>
        await _loader.SaveAsync(await _directory.FindAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Brings a model to memory.</summary>
    /// <exception cref="OnlineMlException">There is none, or it cannot be restored now.</exception>
    internal async Task LoadAsync(string name, CancellationToken cancellationToken) =>
        await _models.LoadAsync(await _directory.FindAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Saves a model and takes it out of memory, if it is there and that can be done now.</summary>
    internal async Task UnloadAsync(string name, CancellationToken cancellationToken)
    {
        if (!_lifetime.IsStopping && _directory.TryFind(name, out var entry))
        {
            await _unloader.UnloadAsync(entry, force: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the store has a model.</summary>
    /// <exception cref="OnlineMlException">It cannot be asked now.</exception>
    internal Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => _directory.ExistsAsync(name, cancellationToken);

    internal async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        [.. (await _directory.ListNamesAsync(cancellationToken).ConfigureAwait(false)).Where(name => !ModelNames.IsShare(name))];

    internal Task<T> ReadAsync<T>(string name, Func<ModelEntry, LiveModel, T> read, CancellationToken cancellationToken) =>
        _models.ReadAsync(name, read, cancellationToken);

    /// <summary>Reads a model with what other servers were told is stored, or as far as it is known while that cannot be found out.</summary>
    internal Task<T> ReadLatestAsync<T>(string name, Func<ModelEntry, LiveModel, T> read, CancellationToken cancellationToken) =>
        _models.ReadLatestAsync(name, read, cancellationToken);

    /// <summary>The metrics of a model, and of how many events they are.</summary>
    internal Task<(long Position, IReadOnlyDictionary<string, double> Metrics)> ReadMetricsAsync(string name, CancellationToken cancellationToken) =>
        ReadLatestAsync(name, (entry, loaded) => (loaded.State.Position, loaded.State.ReadMetrics((metric, fault) => _context.ReportMetric(entry, metric, fault))), cancellationToken);

    /// <summary>The status of a model. That of one that is busy for long says so, and is otherwise as far as can be seen from outside.</summary>
    internal async Task<ModelStatus> ReadStatusAsync(string name, CancellationToken cancellationToken)
    {
        var status = await _models.ReadStatusAsync(name, cancellationToken).ConfigureAwait(false);
        return _router is null ? status : status with
        {
            Owner = await _router.FindOwnerAsync(name, cancellationToken).ConfigureAwait(false),
            Lags = Cluster is { } cluster ? await cluster.FindLagsAsync(name, cancellationToken).ConfigureAwait(false) : null,
        };
    }

    /// <summary>The position and the hash of all that follows from the events of a model, with those that other servers were told are stored.</summary>
    internal Task<(long Position, string Hash)> ReadStateHashAsync(string name, CancellationToken cancellationToken) =>
        _models.ReadStateHashAsync(name, cancellationToken);

    /// <summary>Saves what is due and unloads what is too much.</summary>
    internal async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await _storeWatch.LookAsync(Entries, cancellationToken).ConfigureAwait(false);
        await _maintenance.RunAsync(Entries, cancellationToken).ConfigureAwait(false);
        await _loader.Eviction.MaintainAsync(cancellationToken).ConfigureAwait(false);
        await _loader.Creators.TellMemoryAsync().ConfigureAwait(false);
        _context.Events.Trim();
        _context.MetricEvents.Trim();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _store.StartAsync(cancellationToken).ConfigureAwait(false);
        await _directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await _storeWatch.LookAsync([], cancellationToken).ConfigureAwait(false);
        _foreignChanges.Start();
        if (IsMaintained)
        {
            _maintenanceLoop.Start();
        }

        if (_store.IsShared || _directory.HasShares)
        {
            _mixing.Start();
        }

        LogStarted(_directory.Models, _store.Kind);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Count} models from {Storage} storage.")]
    private partial void LogStarted(int count, string storage);
}
