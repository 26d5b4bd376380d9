using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OnlineMl.Client.Batches;
using OnlineMl.Client.Connections;
using OnlineMl.Client.Packing;
using OnlineMl.Client.Streams;
using OnlineMl.Contracts;

namespace OnlineMl.Client;

/// <summary>The calls of <see cref="IOnlineMlClient"/> on the models of a server.</summary>
/// <remarks>Calls that fail for a passing reason are tried again; see <see cref="OnlineMlClientOptions.Retries"/>. A server that cannot be
/// reached is an <see cref="OnlineMlException"/> of the kind <see cref="RefusalKind.Unavailable"/>.
/// <para>A batch goes to the server as a sequence of requests of about 512 KiB and 2,048 examples at most: what has gathered when the source
/// has to wait or such a request is full. While one is under way the next one is filled, and no more than that, so that a slow server slows
/// the source down. An exception of the source comes after the answers to the examples before it.</para>
/// <para>An example of a batch without an idempotency key gets one of its own unless <see cref="OnlineMlClientOptions.Retries"/> is 0, so that a
/// request is sent again when its connection breaks. The server remembers the keys of a model's last calls, 10,000 by default; they must be
/// more than those that reach the model from all clients between the two attempts.</para>
/// <para>A stream does not end by itself: when the connection breaks or the server ends it, as one that stops does, it is opened again behind
/// the last event, as often in a row as <see cref="OnlineMlClientOptions.Retries"/> says; then it is an <see cref="OnlineMlException"/>.</para>
/// <para>It has more than three hundred lines because it has a method for each call of the interface, of a few lines each.</para>
/// <example><code>
/// using var http = new HttpClient { BaseAddress = new Uri("http://localhost:5000/api/") };
/// var client = new OnlineMlHttpClient(http);
/// await client.CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", "churn");
/// </code></example></remarks>
public sealed class OnlineMlHttpClient : IOnlineMlClient
{
    private static readonly SearchValues<char> Visible =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    private readonly ServerConnection _server;

    /// <summary>Makes a client.</summary>
    /// <param name="http">The connection. Its base address is the server's prefix and ends in a slash; when it has none, it gets that of the
    /// options.</param>
    /// <param name="options">Address, time-outs and retries; the defaults when null. User, token and user agent are not for this client but for
    /// <c>AddOnlineMlClient</c>, which makes the connection itself.</param>
    /// <param name="time">Measures time-outs and waits; the system's clock when null.</param>
    public OnlineMlHttpClient(HttpClient http, OnlineMlClientOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null && options?.BaseAddress is { } address)
        {
            http.BaseAddress = address;
        }

        options ??= new OnlineMlClientOptions();
        _server = new ServerConnection(http, options, time ?? TimeProvider.System);
        FeatureNaming = options.FeatureNaming;
    }

    /// <inheritdoc/>
    public JsonNamingPolicy? FeatureNaming { get; }

    /// <inheritdoc/>
    public Task<ServiceInfo> GetServiceInfoAsync(CancellationToken cancellationToken = default) =>
        GetAsync("", OnlineMlJsonContext.Default.ServiceInfo, cancellationToken);

    /// <inheritdoc/>
    public Task<JsonElement> GetCatalogAsync(CancellationToken cancellationToken = default) =>
        GetAsync("catalog/", OnlineMlJsonContext.Default.JsonElement, cancellationToken);

    /// <inheritdoc/>
    public Task<string> CreateModelAsync(
        string flavor,
        string spec,
        string? name = null,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var path = PathOf(flavor, name) + QueryOf(metrics, options);
        return CreateAsync(path, () => SpecContent(spec), cancellationToken);
    }

    private static string QueryOf(IReadOnlyList<string>? metrics, ModelOptions? options)
    {
        string?[] given =
        [
            metrics is null ? null : $"metrics={string.Join(',', metrics.Select(Escape))}",
            options?.TimeFeature is { } feature ? $"{WireNames.TimeFeature}={Escape(feature)}" : null,
            options?.MaxMadeFeatures is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{WireNames.MaxMadeFeatures}={limit}") : null,
            options?.MaxNames is { } names ? string.Create(CultureInfo.InvariantCulture, $"{WireNames.MaxNames}={names}") : null,
            options?.ParseNumbers is { } parse ? $"{WireNames.ParseNumbers}={(parse ? "true" : "false")}" : null,
            options?.Mixing is { } mixing ? string.Create(CultureInfo.InvariantCulture, $"{WireNames.Mixing}={mixing.Shares}") : null,
            options?.Mixing?.Every is { } every ? string.Create(CultureInfo.InvariantCulture, $"{WireNames.MixingEvery}={every.TotalMilliseconds}ms") : null,
        ];
        var query = string.Join('&', given.Where(parameter => parameter is not null));
        return query.Length == 0 ? "" : $"?{query}";
    }

    private static StringContent SpecContent(string spec) => new(spec, Encoding.UTF8, "application/json");

    /// <inheritdoc/>
    public Task ReplaceModelAsync(string model, string spec, ModelOptions? options = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ReplaceAsync(model, QueryOf(null, options), () => SpecContent(spec), idempotencyKey, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ReplaceModelAsync(string model, Stream file, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.CanSeek)
        {
            var start = file.Position;
            await ReplaceAsync(model, "", () => new ModelFileContent(file, start), idempotencyKey, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var buffer = new MemoryStream();
        await file.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(model, "", () => new ModelFileContent(buffer, start: 0), idempotencyKey, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> ImportModelAsync(string flavor, Stream file, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = PathOf(flavor, name);
        if (file.CanSeek)
        {
            var start = file.Position;
            return await CreateAsync(path, () => new ModelFileContent(file, start), cancellationToken).ConfigureAwait(false);
        }

        using var buffer = new MemoryStream();
        await file.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        return await CreateAsync(path, () => new ModelFileContent(buffer, start: 0), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> GetModelsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("models/", OnlineMlJsonContext.Default.ModelList, cancellationToken).ConfigureAwait(false)).Models;

    /// <inheritdoc/>
    public Task<JsonElement> DescribeModelAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"model/{Segment(model)}/", OnlineMlJsonContext.Default.JsonElement, cancellationToken);

    /// <inheritdoc/>
    public Task<ModelStatus> GetStatusAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"model/{Segment(model)}/status/", OnlineMlJsonContext.Default.ModelStatus, cancellationToken);

    /// <inheritdoc/>
    public Task DownloadModelAsync(string model, Stream destination, CancellationToken cancellationToken = default) =>
        CopyAsync($"model/download/{Segment(model)}/", destination, cancellationToken);

    /// <inheritdoc/>
    public Task ExportModelAsync(string model, Stream destination, CancellationToken cancellationToken = default) =>
        CopyAsync($"model/{Segment(model)}/export/", destination, cancellationToken);

    /// <inheritdoc/>
    public Task SaveModelAsync(string model, CancellationToken cancellationToken = default) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Post, Relative($"model/{Segment(model)}/save/")), repeatable: true, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteModelAsync(string model, CancellationToken cancellationToken = default)
    {
        // Without a body HttpClient would send it again by itself when the connection breaks, and the second would find no model.
        return CallAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, Relative($"model/{Segment(model)}/")) { Content = new ByteArrayContent([]) },
            repeatable: false,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PredictResponse> PredictAsync(PredictRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _server.CallAsync(
            Repeatable("predict/", request with { IdempotencyKey = null }, OnlineMlJsonContext.Default.PredictRequest, request.IdempotencyKey),
            (response, cancellation) => ReadAsync(response, OnlineMlJsonContext.Default.PredictResponse, cancellation),
            repeatable: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task LearnAsync(LearnRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(
            Repeatable("learn/", request with { IdempotencyKey = null }, OnlineMlJsonContext.Default.LearnRequest, request.IdempotencyKey),
            repeatable: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task LabelAsync(LabelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(
            Repeatable("label/", request with { IdempotencyKey = null }, OnlineMlJsonContext.Default.LabelRequest, request.IdempotencyKey),
            repeatable: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BatchPredictAnswer> PredictManyAsync(
        IAsyncEnumerable<PredictRequest> requests, CancellationToken cancellationToken = default) =>
        new SegmentedBatch<PredictRequest, BatchPredictAnswer>(
            _server,
            "predict/batch/",
            OnlineMlJsonContext.Default.PredictRequest,
            OnlineMlJsonContext.Default.BatchPredictAnswer,
            request => request.IdempotencyKey,
            (request, key) => request with { IdempotencyKey = key },
            answer => answer.Line,
            (answer, before) => answer with { Line = answer.Line + before }).RunAsync(requests, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(IAsyncEnumerable<LearnRequest> requests, CancellationToken cancellationToken = default) =>
        new SegmentedBatch<LearnRequest, BatchLearnAnswer>(
            _server,
            "learn/batch/",
            OnlineMlJsonContext.Default.LearnRequest,
            OnlineMlJsonContext.Default.BatchLearnAnswer,
            request => request.IdempotencyKey,
            (request, key) => request with { IdempotencyKey = key },
            answer => answer.Line,
            (answer, before) => answer with { Line = answer.Line + before }).RunAsync(requests, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, double>> GetMetricsAsync(string model, CancellationToken cancellationToken = default) =>
        JsonValues.ReadNumbers(await GetAsync($"metrics/?model={Escape(model)}", OnlineMlJsonContext.Default.JsonElement, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task<MetricHistoryResponse> GetMetricHistoryAsync(string model, string? metric = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            $"metrics/history/?model={Escape(model)}{(metric is null ? "" : $"&metric={Escape(metric)}")}",
            OnlineMlJsonContext.Default.MetricHistoryResponse,
            cancellationToken);

    /// <inheritdoc/>
    public Task<ModelReport> GetReportAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"metrics/report/?model={Escape(model)}", OnlineMlJsonContext.Default.ModelReport, cancellationToken);

    /// <inheritdoc/>
    public Task<ModelStats> GetStatsAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"stats/?model={Escape(model)}", OnlineMlJsonContext.Default.ModelStats, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelEvent> StreamEventsAsync(
        StreamRequest? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = new EventStream(_server, "stream/events/", request);
        await foreach (var (item, missed) in stream.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var happened = JsonSerializer.Deserialize(item.Data, OnlineMlJsonContext.Default.ModelEvent);
            yield return happened! with { Kind = item.EventType, Id = item.EventId ?? "", Missed = missed };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MetricsEvent> StreamMetricsAsync(
        StreamRequest? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = new EventStream(_server, "stream/metrics/", request);
        await foreach (var (item, missed) in stream.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return new MetricsEvent(JsonValues.ReadNumbers(JsonElement.Parse(item.Data))) { Id = item.EventId ?? "", Missed = missed };
        }
    }

    /// <summary>Whether an answer is MessagePack.</summary>
    internal static bool IsPacked(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == WireFormats.MessagePack;

    internal static Uri Relative(string path) => new(path, UriKind.Relative);

    internal static string Escape(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Uri.EscapeDataString(name);
    }

    // A Uri drops the segments "." and "..", with which the call would become another one. They are refused as the server refuses such names.
    private static string Segment(string model) =>
        IsDropped(model) ? throw new OnlineMlException(RefusalKind.ModelNotFound, $"There is no model named '{model}'.") : Escape(model);

    private static bool IsDropped(string segment) => segment is "." or "..";

    private static string PathOf(string flavor, string? name)
    {
        if (IsDropped(flavor))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"'{flavor}' is no flavor.");
        }

        if (name is not null && IsDropped(name))
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest, $"'{name}' is no name for a model; a name has 1 to 128 of A-Z a-z 0-9 . _ - and is not only dots.");
        }

        return name is null ? $"model/{Escape(flavor)}/" : $"model/{Escape(flavor)}/{Escape(name)}/";
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return (IsPacked(response)
                    ? JsonSerializer.Deserialize(Unpacked(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)), type)
                    : await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false))
                ?? throw new OnlineMlException(RefusalKind.Failed, "The server answered with JSON's null.");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new OnlineMlException(RefusalKind.Failed, $"The server's answer is not understood: {e.Message}", e);
        }
    }

    private static ReadOnlySpan<byte> Unpacked(byte[] packed)
    {
        var json = new ArrayBufferWriter<byte>(packed.Length * 2);
        MessagePackToJson.Write(new ReadOnlySequence<byte>(packed), json);
        return json.WrittenSpan;
    }

    private static byte[] Packed(byte[] json)
    {
        var packed = new ArrayBufferWriter<byte>(json.Length);
        JsonToMessagePack.Write(json, packed);
        return packed.WrittenSpan.ToArray();
    }

    private Task<bool> ReplaceAsync(string model, string query, Func<HttpContent> makeContent, string? key, CancellationToken cancellationToken)
    {
        CheckKey(key);
        key ??= Guid.NewGuid().ToString("N");
        return CallAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, Relative($"model/{Segment(model)}/{query}")) { Content = makeContent() };
                request.Headers.Add(WireHeaders.IdempotencyKey, key);
                return request;
            },
            repeatable: true,
            cancellationToken);
    }

    private static void CheckKey(string? key)
    {
        if (key is not null && (key.Length is 0 or > 256 || key.AsSpan().ContainsAnyExcept(Visible)))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The idempotency key '{key}' is not 1 to 256 visible ASCII characters.");
        }
    }

    private Func<HttpRequestMessage> Repeatable<T>(string path, T value, JsonTypeInfo<T> type, string? key)
    {
        CheckKey(key);
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var (body, format) = _server.IsPacked ? (Packed(json), WireFormats.MessagePack) : (json, WireFormats.Json);
        key ??= _server.Retries > 0 ? Guid.NewGuid().ToString("N") : null;
        return () =>
        {
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(format) } };
            var request = new HttpRequestMessage(HttpMethod.Post, Relative(path)) { Content = content };
            if (key is not null)
            {
                request.Headers.Add(WireHeaders.IdempotencyKey, key);
            }

            return request;
        };
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _server.CallAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Relative(path)),
            (response, cancellation) => ReadAsync(response, type, cancellation),
            repeatable: true,
            cancellationToken);

    private Task<bool> CallAsync(Func<HttpRequestMessage> makeRequest, bool repeatable, CancellationToken cancellationToken) =>
        _server.CallAsync(makeRequest, static (_, _) => Task.FromResult(true), repeatable, cancellationToken);

    private async Task<string> CreateAsync(string path, Func<HttpContent> makeContent, CancellationToken cancellationToken) =>
        (await _server.CallAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Relative(path)) { Content = makeContent() },
            (response, cancellation) => ReadAsync(response, OnlineMlJsonContext.Default.CreateModelResponse, cancellation),
            repeatable: false,
            cancellationToken).ConfigureAwait(false)).Name;

    private async Task CopyAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var response = await _server.OpenAsync(() => new HttpRequestMessage(HttpMethod.Get, Relative(path)), cancellationToken).ConfigureAwait(false);
        var source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[64 * 1024];
        while (await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw _server.RefusalFor(e);
        }
    }
}
