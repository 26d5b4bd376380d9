using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OnlineMl.Contracts;

namespace OnlineMl.Client;

/// <summary>The calls of <see cref="IOnlineMlClient"/> on the models of a server.</summary>
/// <remarks>
/// <example><code>
/// using var http = new HttpClient { BaseAddress = new Uri("http://localhost:5000/api/") };
/// var client = new OnlineMlHttpClient(http);
/// await client.CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", "churn");
/// </code></example></remarks>
/// <param name="http">The connection; its base address is the server's prefix and ends in a slash.</param>
public sealed class OnlineMlHttpClient(HttpClient http) : IOnlineMlClient
{
    /// <inheritdoc/>
    public Task<ServiceInfo> GetServiceInfoAsync(CancellationToken cancellationToken = default) =>
        GetAsync("", OnlineMlJsonContext.Default.ServiceInfo, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> CreateModelAsync(string flavor, string spec, string? name = null, IReadOnlyList<string>? metrics = null, CancellationToken cancellationToken = default)
    {
        using var content = new StringContent(spec, Encoding.UTF8, "application/json");
        return await CreateAsync(flavor, name, content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> ImportModelAsync(string flavor, Stream file, string? name = null, CancellationToken cancellationToken = default)
    {
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await CreateAsync(flavor, name, content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> GetModelsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("models/", OnlineMlJsonContext.Default.ModelList, cancellationToken).ConfigureAwait(false)).Models;

    /// <inheritdoc/>
    public Task<JsonElement> DescribeModelAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"model/{Escape(model)}/", OnlineMlJsonContext.Default.JsonElement, cancellationToken);

    /// <inheritdoc/>
    public async Task DownloadModelAsync(string model, Stream destination, CancellationToken cancellationToken = default)
    {
        using var response = await http.GetAsync(
            Relative($"model/download/{Escape(model)}/"), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeleteModelAsync(string model, CancellationToken cancellationToken = default)
    {
        using var response = await http.DeleteAsync(Relative($"model/{Escape(model)}/"), cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PredictResponse> PredictAsync(PredictRequest request, CancellationToken cancellationToken = default)
    {
        using var response = await PostAsync("predict/", request, OnlineMlJsonContext.Default.PredictRequest, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, OnlineMlJsonContext.Default.PredictResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task LearnAsync(LearnRequest request, CancellationToken cancellationToken = default)
    {
        using var response = await PostAsync("learn/", request, OnlineMlJsonContext.Default.LearnRequest, cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task LabelAsync(LabelRequest request, CancellationToken cancellationToken = default)
    {
        using var response = await PostAsync("label/", request, OnlineMlJsonContext.Default.LabelRequest, cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, double>> GetMetricsAsync(string model, CancellationToken cancellationToken = default) =>
        ReadMetrics(await GetAsync($"metrics/?model={Escape(model)}", OnlineMlJsonContext.Default.JsonElement, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task<ModelStats> GetStatsAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"stats/?model={Escape(model)}", OnlineMlJsonContext.Default.ModelStats, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelEvent> StreamEventsAsync(StreamRequest? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in StreamAsync("stream/events/", cancellationToken).ConfigureAwait(false))
        {
            var happened = JsonSerializer.Deserialize(item.Data, OnlineMlJsonContext.Default.ModelEvent);
            yield return happened! with { Kind = item.EventType };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MetricsEvent> StreamMetricsAsync(
        StreamRequest? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in StreamAsync("stream/metrics/", cancellationToken).ConfigureAwait(false))
        {
            yield return new MetricsEvent(ReadMetrics(JsonElement.Parse(item.Data)));
        }
    }

    /// <inheritdoc/>
    public Task<JsonElement> GetCatalogAsync(CancellationToken cancellationToken = default) =>
        GetAsync("catalog", OnlineMlJsonContext.Default.JsonElement, cancellationToken);

    /// <inheritdoc/>
    public Task<ModelStatus> GetStatusAsync(string model, CancellationToken cancellationToken = default) =>
        GetAsync($"model/{Escape(model)}/status", OnlineMlJsonContext.Default.ModelStatus, cancellationToken);

    /// <inheritdoc/>
    public async Task ExportModelAsync(string model, Stream destination, CancellationToken cancellationToken = default)
    {
        using var response = await http.GetAsync(Relative($"model/{Escape(model)}/export"), cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task SaveModelAsync(string model, CancellationToken cancellationToken = default)
    {
        using var response = await http.PostAsync(Relative($"model/{Escape(model)}/save"), null, cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BatchPredictAnswer> PredictManyAsync(
        IAsyncEnumerable<PredictRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var line = 0L;
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var response = await PredictAsync(request, cancellationToken).ConfigureAwait(false);
            yield return new BatchPredictAnswer(++line, response.Prediction, response.Identifier);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(
        IAsyncEnumerable<LearnRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var line = 0L;
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await LearnAsync(request, cancellationToken).ConfigureAwait(false);
            yield return new BatchLearnAnswer(++line);
        }
    }

    private static string Escape(string name) => Uri.EscapeDataString(name);

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static Dictionary<string, double> ReadMetrics(JsonElement metrics) =>
        metrics.EnumerateObject().ToDictionary(metric => metric.Name, metric => ReadNumber(metric.Value), StringComparer.Ordinal);

    private static double ReadNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : value.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.NaN,
        };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
            ?? throw new OnlineMlException("The server answered with JSON's null.");
    }

    private static async Task ThrowOnRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        throw new OnlineMlException(
            response.StatusCode switch
            {
                HttpStatusCode.NotFound => RefusalKind.ModelNotFound,
                HttpStatusCode.UnsupportedMediaType => RefusalKind.UnsupportedFormat,
                HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage => RefusalKind.Unavailable,
                _ => RefusalKind.BadRequest,
            },
            MessageOf(text) ?? $"The server answered {(int)response.StatusCode}.");
    }

    private static string? MessageOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, OnlineMlJsonContext.Default.ErrorResponse)?.Message;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<HttpResponseMessage> PostAsync<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        http.PostAsJsonAsync(Relative(path), value, type, cancellationToken);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(Relative(path), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> CreateAsync(string flavor, string? name, HttpContent content, CancellationToken cancellationToken)
    {
        var path = name is null ? $"model/{Escape(flavor)}/" : $"model/{Escape(flavor)}/{Escape(name)}/";
        using var response = await http.PostAsync(Relative(path), content, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, OnlineMlJsonContext.Default.CreateModelResponse, cancellationToken).ConfigureAwait(false)).Name;
    }

    private async IAsyncEnumerable<SseItem<string>> StreamAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(Relative(path), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await ThrowOnRefusalAsync(response, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }
}
