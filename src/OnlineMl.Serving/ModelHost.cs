using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>Holds the named models of a service.</summary>
/// <remarks>Calls on one model happen one after the other; calls on different models do not wait for each other.</remarks>
public sealed partial class ModelHost : IDisposable
{
    private readonly ConcurrentDictionary<string, ServedModel> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _savedVersions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _saving = new(1, 1);
    private readonly OnlineMlServingOptions _options;
    private readonly IModelStore _store;
    private readonly ComponentCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelHost> _logger;

    /// <summary>A host that keeps its models in a store.</summary>
    public ModelHost(IModelStore store, ComponentCatalog catalog, IOptions<OnlineMlServingOptions> options, TimeProvider time, ILogger<ModelHost> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _catalog = catalog;
        _options = options.Value;
        _time = time;
        _logger = logger;
        Events = new EventHub<ModelEvent>(_options.ListenerCapacity);
        MetricEvents = new EventHub<IReadOnlyDictionary<string, double>>(_options.ListenerCapacity);
    }

    internal EventHub<ModelEvent> Events { get; }

    internal EventHub<IReadOnlyDictionary<string, double>> MetricEvents { get; }

    internal string StorageKind => _store.Kind;

    /// <summary>The names of all models, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _models.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Loads every model of the store. A damaged snapshot falls back to the previous one, and a model that cannot
    /// be loaded at all is left out; both are logged.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await _store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var served = await TryLoadAsync(name, previous: false, cancellationToken).ConfigureAwait(false)
                ?? await TryLoadAsync(name, previous: true, cancellationToken).ConfigureAwait(false);
            if (served is null)
            {
                LogLost(name);
                continue;
            }

            _models[name] = served;
            _savedVersions[name] = served.Version;
        }

        LogLoaded(_models.Count, _store.Kind);
    }

    /// <summary>Saves every model that changed since it was saved last.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var served in _models.Values)
        {
            await SaveAsync(served, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _saving.Dispose();

    internal async Task<string> CreateAsync(string flavorName, string? name, Func<ComponentCatalog, SpecOptions, Model> build, CancellationToken cancellationToken)
    {
        var flavor = Flavors.Parse(flavorName);
        if (name is null)
        {
            name = ModelNames.MakeUp(_models.ContainsKey);
        }
        else
        {
            ModelNames.Check(name);
        }

        if (_models.Count >= _options.MostModels)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"There are {_models.Count} models already; at most {_options.MostModels} are allowed.");
        }

        var model = build(_catalog, new SpecOptions { LearnDuringPredict = _options.LearnDuringPredict });
        Flavors.Check(flavor, model.Task);
        var served = new ServedModel(name, flavor, model, Flavors.Metrics(flavor), _options);
        if (!_models.TryAdd(name, served))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"There is a model named '{name}' already.");
        }

        await SaveAsync(served, cancellationToken).ConfigureAwait(false);
        return name;
    }

    internal async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (!_models.TryRemove(name, out var served))
        {
            throw NotFound(name);
        }

        lock (served.Gate)
        {
            served.IsDeleted = true;
        }

        await _saving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _savedVersions.TryRemove(name, out _);
            await _store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _saving.Release();
        }
    }

    internal T Read<T>(string name, Func<ServedModel, T> read)
    {
        var served = Find(name);
        lock (served.Gate)
        {
            return served.IsDeleted ? throw NotFound(name) : read(served);
        }
    }

    internal PredictResponse Predict(PredictRequest request)
    {
        var start = _time.GetTimestamp();
        var identifier = request.Identifier ?? (_options.GenerateIdentifiers ? Guid.NewGuid().ToString() : null);
        var shown = Read(request.Model, served =>
        {
            var prediction = Refusable(() => served.Predict(request.Features, identifier));
            served.PredictCalls.Add(_time.GetElapsedTime(start));
            Publish(new ModelEvent("predict", served.Name, request.Features, prediction));
            return prediction;
        });
        return new PredictResponse(request.Model, shown, identifier);
    }

    internal void Learn(LearnRequest request)
    {
        var start = _time.GetTimestamp();
        Read(request.Model, served =>
        {
            var kept = request.Identifier is null ? null : served.Memory.Find(request.Identifier);
            if (kept is null && request.Features.ValueKind != JsonValueKind.Object)
            {
                throw request.Identifier is null
                    ? new OnlineMlException(RefusalKind.BadRequest, "'features' is missing.")
                    : new OnlineMlException(RefusalKind.BadRequest, $"'features' is missing, and no prediction is remembered under the identifier '{request.Identifier}'.");
            }

            Teach(served, "learn", kept, request.Features, TargetJson.Read(request.GroundTruth, "ground_truth"), request.GroundTruth, request.Prediction, start);
            return true;
        });
    }

    internal void Label(LabelRequest request)
    {
        var start = _time.GetTimestamp();
        Read(request.Model, served =>
        {
            var kept = served.Memory.Find(request.Identifier) ?? throw new OnlineMlException(
                RefusalKind.BadRequest,
                $"The model '{served.Name}' remembers no prediction under the identifier '{request.Identifier}': it is unknown, was labelled already, or belongs to another model.");
            var truth = TargetJson.Read(request.Label, "label")
                ?? throw new OnlineMlException(RefusalKind.BadRequest, "'label' is missing.");
            Teach(served, "label", kept, kept.Features, truth, request.Label, null, start);
            return true;
        });
    }

    private static OnlineMlException NotFound(string name) => new(RefusalKind.ModelNotFound, $"There is no model named '{name}'.");

    private static T Refusable<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is ArgumentException or NonFiniteStepException)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
        }
    }

    private ServedModel Find(string name) => _models.TryGetValue(name, out var served) ? served : throw NotFound(name);

    private void Teach(
        ServedModel served, string kind, RememberedPrediction? kept, JsonElement features, Target? truth, JsonElement? truthJson, JsonElement? prediction, long start)
    {
        if (kept is not null)
        {
            features = kept.Features;
        }

        var given = prediction is { ValueKind: not JsonValueKind.Null } ? prediction : kept?.InFull;
        var shown = Refusable(() => served.Learn(features, truth, given));
        if (kept is not null)
        {
            served.Memory.Take(kept.Identifier);
        }

        served.LearnCalls.Add(_time.GetElapsedTime(start));
        Publish(new ModelEvent(kind, served.Name, features, kept?.Shown ?? shown, truthJson));
        if (MetricEvents.HasListeners)
        {
            MetricEvents.Publish(served.ReadMetrics());
        }
    }

    private void Publish(ModelEvent happened)
    {
        if (Events.HasListeners)
        {
            Events.Publish(happened with { Features = happened.Features.Clone(), GroundTruth = happened.GroundTruth?.Clone() });
        }
    }

    private async Task SaveAsync(ServedModel served, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            byte[] bytes;
            long version;
            lock (served.Gate)
            {
                version = served.Version;
                if (served.IsDeleted || (_savedVersions.TryGetValue(served.Name, out var saved) && saved == version))
                {
                    return;
                }

                bytes = ServedSnapshot.Write(served);
            }

            await _store.WriteAsync(served.Name, bytes, cancellationToken).ConfigureAwait(false);
            _savedVersions[served.Name] = version;
        }
        finally
        {
            _saving.Release();
        }
    }

    private async Task<ServedModel?> TryLoadAsync(string name, bool previous, CancellationToken cancellationToken)
    {
        var bytes = await _store.ReadAsync(name, previous, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            return null;
        }

        try
        {
            return ServedSnapshot.Read(name, bytes, _catalog, _options);
        }
        catch (Exception e) when (e is StateFormatException or SpecException or OnlineMlException)
        {
            LogDamaged(name, previous ? "previous" : "newest", e);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Count} models from {Storage} storage.")]
    private partial void LogLoaded(int count, string storage);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Which} snapshot of the model '{Model}' cannot be read.")]
    private partial void LogDamaged(string model, string which, Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' could not be restored from any snapshot and is not served.")]
    private partial void LogLost(string model);
}
