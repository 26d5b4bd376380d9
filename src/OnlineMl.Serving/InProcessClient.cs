using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>The calls of <see cref="IOnlineMlClient"/> on the models of this process.</summary>
/// <remarks>It has more than three hundred lines because it has a method for each call of the interface, of a few lines each.</remarks>
/// <param name="host">The models.</param>
internal sealed class InProcessClient(ModelHost host) : IOnlineMlClient
{
    private const string RiverVersion = "0.24.2";

    private static readonly string Version =
        typeof(InProcessClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The user whose models those are that it creates; null when it is none.</summary>
    public string? User { get; init; }

    /// <summary>The same for a user.</summary>
    public InProcessClient For(string? user) => user is null ? this : new InProcessClient(host) { User = user };

    /// <inheritdoc/>
    public JsonNamingPolicy? FeatureNaming => host.Context.Options.Call.FeatureNaming;

    /// <inheritdoc/>
    public Task<ServiceInfo> GetServiceInfoAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new ServiceInfo(
            "onlineml", "running", "OnlineMl", "Models that learn from one example at a time.", "https://github.com/onlineml/onlineml",
            host.StorageKind, RiverVersion, Version));

    /// <inheritdoc/>
    public Task<JsonElement> GetCatalogAsync(CancellationToken cancellationToken = default) => Task.FromResult(host.Context.CatalogJson);

    /// <inheritdoc/>
    public async Task<string> CreateModelAsync(
        string flavor,
        string spec,
        string? name = null,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var built = host.Context.SpecOptionsWith(options);
        var mixing = options?.Mixing is { } asked ? MixingSetup.Of(asked, host.IsShared) : null;
        return await AddAsync(flavor, () => Model.FromSpec(spec, built, host.Context.Catalog), name, metrics, mixing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a copy of a model that was built in code. It must be made of components that the catalog knows.</summary>
    public async Task<string> AddModelAsync(
        string flavor, Model model, string? name = null, IReadOnlyList<string>? metrics = null, CancellationToken cancellationToken = default) =>
        await AddModelAsync(flavor, model, name, metrics, mixing: null, cancellationToken).ConfigureAwait(false);

    internal async Task<string> AddModelAsync(
        string flavor, Model model, string? name, IReadOnlyList<string>? metrics, MixingSetup? mixing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return await AddAsync(flavor, () => Copy(model), name, metrics, mixing, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> ImportModelAsync(string flavor, Stream file, string? name = null, CancellationToken cancellationToken = default) =>
        await ImportModelAsync(flavor, file, name, mixing: null, cancellationToken).ConfigureAwait(false);

    internal async Task<string> ImportModelAsync(string flavor, Stream file, string? name, MixingSetup? mixing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var parsed = Flavors.Parse(flavor);
        using var read = await host.Files.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        return await host.CreateAsync(
            name,
            given => Understood(() =>
            {
                // The model reserves anew what it takes, and would wait for what is kept for its file.
                using (read)
                {
                    var state = ServedSnapshot.Import(given, parsed, read.Bytes, host.Context.Catalog, host.Context.Options, host.Context.SpecOptions, mixing);
                    Flavors.Check(parsed, state.Model.Task);
                    state.Classes.CheckAll();
                    MixingSetup.Check(state);
                    return state;
                }
            }),
            User,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ReplaceModelAsync(string model, string spec, ModelOptions? options = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return host.Succession.ReplaceAsync(model, spec, options, idempotencyKey, cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReplaceModelAsync(string model, Stream file, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return host.Succession.ReplaceAsync(model, file, idempotencyKey, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> GetModelsAsync(CancellationToken cancellationToken = default) => host.ListNamesAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<JsonElement> DescribeModelAsync(string model, CancellationToken cancellationToken = default) =>
        host.ReadLatestAsync(model, (_, loaded) => loaded.State.Model.Describe(), cancellationToken);

    /// <inheritdoc/>
    public Task<ModelStatus> GetStatusAsync(string model, CancellationToken cancellationToken = default) => host.ReadStatusAsync(model, cancellationToken);

    /// <summary>A copy of a model with all it has learned.</summary>
    /// <exception cref="OnlineMlException">There is no such model.</exception>
    public async Task<Model> GetModelAsync(string model, CancellationToken cancellationToken = default)
    {
        using var file = await FreezeAsync(model, ServedSnapshot.TakeModel, cancellationToken).ConfigureAwait(false);
        return Model.Load(ModelFile.Read(file.Memory), host.Context.Catalog, SpecOptions.Unlimited);
    }

    /// <inheritdoc/>
    public Task DownloadModelAsync(string model, Stream destination, CancellationToken cancellationToken = default) =>
        WriteAsync(model, ServedSnapshot.TakeModel, destination, cancellationToken);

    /// <inheritdoc/>
    public Task ExportModelAsync(string model, Stream destination, CancellationToken cancellationToken = default) =>
        WriteAsync(model, ServedSnapshot.Take, destination, cancellationToken);

    /// <inheritdoc/>
    public async Task SaveModelAsync(string model, CancellationToken cancellationToken = default) =>
        await host.SaveAsync(model, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task DeleteModelAsync(string model, CancellationToken cancellationToken = default) =>
        await host.DeleteAsync(model, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<PredictResponse> PredictAsync(PredictRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var prediction = new ArrayBufferWriter<byte>(64);
        var identifier = await Wait(host.Calls.PredictAsync(ModelCall.Of(request), prediction, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (request.Explain is not true && request.Interval is null && !AsksForLabel(prediction.WrittenSpan))
        {
            return new PredictResponse(request.Model, JsonElement.Parse(prediction.WrittenSpan), identifier);
        }

        var answer = JsonElement.Parse([.. "{\"prediction\":"u8, .. prediction.WrittenSpan, (byte)'}']);
        return new PredictResponse(
            request.Model,
            answer.GetProperty("prediction"),
            identifier,
            Member(answer, WireNames.Contributions),
            Member(answer, WireNames.Interval),
            Member(answer, WireNames.Ask)?.GetBoolean());
    }

    /// <inheritdoc/>
    public async Task LearnAsync(LearnRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        await Wait(host.Calls.LearnAsync(ModelCall.Of(request), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task LabelAsync(LabelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        await Wait(host.Calls.LabelAsync(ModelCall.Of(request), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(IAsyncEnumerable<LearnRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return BatchCalls.LearnAsync(requests, (request, cancellation) => host.Calls.LearnAsync(ModelCall.Of(request), cancellation), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BatchPredictAnswer> PredictManyAsync(IAsyncEnumerable<PredictRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return BatchCalls.PredictAsync(requests, PredictAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, double>> GetMetricsAsync(string model, CancellationToken cancellationToken = default) =>
        (await host.ReadMetricsAsync(model, cancellationToken).ConfigureAwait(false)).Metrics;

    /// <inheritdoc/>
    public Task<MetricHistoryResponse> GetMetricHistoryAsync(string model, string? metric = null, CancellationToken cancellationToken = default) =>
        host.ReadLatestAsync(model, (_, loaded) => loaded.State.Record.ReadHistory(model, metric) with { Position = loaded.State.Position }, cancellationToken);

    /// <inheritdoc/>
    public Task<ModelReport> GetReportAsync(string model, CancellationToken cancellationToken = default) =>
        host.ReadLatestAsync(model, (_, loaded) => loaded.State.Record.ReadReport(model) with { Position = loaded.State.Position }, cancellationToken);

    /// <inheritdoc/>
    public Task<ModelStats> GetStatsAsync(string model, CancellationToken cancellationToken = default) =>
        host.ReadAsync(model, (_, loaded) => new ModelStats(loaded.State.PredictCalls.Read(), loaded.State.LearnCalls.Read()), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelEvent> StreamEventsAsync(StreamRequest? request = null, CancellationToken cancellationToken = default) =>
        ReadAsync(
            host.Events,
            request,
            (happened, missed) =>
                JsonSerializer.Deserialize(happened.Data.Span, OnlineMlJsonContext.Default.ModelEvent)! with { Kind = happened.Kind, Id = happened.Id, Missed = missed },
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MetricsEvent> StreamMetricsAsync(StreamRequest? request = null, CancellationToken cancellationToken = default) =>
        ReadAsync(
            host.MetricEvents,
            request,
            (happened, missed) => new MetricsEvent(JsonValues.ReadNumbers(JsonElement.Parse(happened.Data.Span))) { Id = happened.Id, Missed = missed },
            cancellationToken);

    // No prediction ends so, which is one JSON value.
    private static bool AsksForLabel(ReadOnlySpan<byte> answer) => answer.EndsWith(",\"ask\":true"u8) || answer.EndsWith(",\"ask\":false"u8);

    private static JsonElement? Member(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    // What was begun goes on in the host when the caller no longer waits.
    private static Task<T> Wait<T>(ValueTask<T> task, CancellationToken cancellationToken) => task.AsTask().WaitAsync(cancellationToken);

    private static Task Wait(ValueTask task, CancellationToken cancellationToken) => task.AsTask().WaitAsync(cancellationToken);

    // It listens from the moment on that somebody enumerates it, and each time anew.
    private static async IAsyncEnumerable<T> ReadAsync<T>(
        EventHub hub, StreamRequest? request, Func<PublishedEvent, long?, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var listener = hub.Listen(request);
        await listener.Announced.ConfigureAwait(false);
        while (await listener.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            while (listener.TryRead(out var published, out var missed))
            {
                yield return read(published, missed);
            }
        }
    }

    private async Task WriteAsync(
        string model, Func<ModelState, Func<int, IMemoryOwner<byte>>> take, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var file = await FreezeAsync(model, take, cancellationToken).ConfigureAwait(false);
        await destination.WriteAsync(file.Memory, cancellationToken).ConfigureAwait(false);
    }

    // The model goes on while the bytes are made of a copy that was taken at one moment.
    private async Task<IMemoryOwner<byte>> FreezeAsync(
        string model, Func<ModelState, Func<int, IMemoryOwner<byte>>> take, CancellationToken cancellationToken)
    {
        var (toMemory, bytes) = await host.ReadLatestAsync(
            model, (_, loaded) => (take(loaded.State), (int)Math.Min(int.MaxValue, Math.Max(loaded.Snapshot.Bytes, loaded.State.Memory.HeldBytes))), cancellationToken)
            .ConfigureAwait(false);
        return await LongWork.RunAsync(bytes, () => toMemory(bytes)).ConfigureAwait(false);
    }

    private static T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is SpecException or StateFormatException)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
        }
    }

    private Model Copy(Model model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        return Model.Load(stream, host.Context.Catalog);
    }

    private Task<string> AddAsync(string flavor, Func<Model> build, string? name, IReadOnlyList<string>? metrics, MixingSetup? mixing, CancellationToken cancellationToken)
    {
        var parsed = Flavors.Parse(flavor);
        return host.CreateAsync(
            name,
            given => Understood(() =>
            {
                var model = build();
                Flavors.Check(parsed, model.Task);
                var state = new ModelState(
                    given, new ServedHeader(parsed, metrics) { Mixing = mixing }, model, host.Context.Options, host.Context.Catalog, specOptions: host.Context.SpecOptions);
                ServedHeader.CheckNames(state.Metrics);
                state.Classes.CheckAll();
                MixingSetup.Check(state);
                return state;
            }),
            User,
            cancellationToken);
    }
}
