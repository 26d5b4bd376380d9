using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>What is asked of a server beside the calls that are measured.</summary>
internal sealed class ServerView(Uri address) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>Waits until the cluster has that many servers.</summary>
    public async Task WaitForServersAsync(int count)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while ((await ReadClusterAsync()).GetProperty("servers").EnumerateArray().Count(server => server.GetProperty("isJoined").GetBoolean()) < count)
        {
            await Task.Delay(Rest, limit.Token);
        }
    }

    /// <summary>Creates a model, and teaches it until it has an owner, which is the server if there is no other.</summary>
    public async Task CreateAsync(string model)
    {
        await PostAsync($"api/model/{Example.Flavor}/{model}/", Example.Spec);
        using var limit = new CancellationTokenSource(MaxWait);
        do
        {
            await PostAsync("api/learn", $$"""{"model": "{{model}}", "features": {"feature_0": 1}, "ground_truth": true}""");
            await Task.Delay(Rest, limit.Token);
        }
        while (!IsOwned(await ReadClusterAsync(), model));
    }

    /// <summary>Creates a model, and teaches it until it has an owner, as each of its shares does where it has any.</summary>
    public async Task CreateAsync(string model, string spec, int? shares)
    {
        await PostAsync($"api/model/{Example.Flavor}/{model}/{(shares is null ? "" : $"?mixing={shares}")}", spec);
        using var limit = new CancellationTokenSource(MaxWait);
        string[] owned = [model, .. Enumerable.Range(0, shares ?? 0).Select(share => $"{model}~{shares}.{share}")];
        JsonElement cluster;
        do
        {
            await TeachAsync(model, Rest);
            cluster = await ReadClusterAsync();
            limit.Token.ThrowIfCancellationRequested();
        }
        while (!owned.All(one => IsOwned(cluster, one)));
    }

    /// <summary>Lets the stream come to the server for a while.</summary>
    /// <returns>How many examples it acknowledged.</returns>
    public async Task<long> TeachAsync(string model, TimeSpan time)
    {
        using var answer = await _http.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"stream/{model}/{time.TotalSeconds}"), UriKind.Relative), null);
        return long.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>A metric of a model.</summary>
    public async Task<double> ReadMetricAsync(string model, string metric) =>
        JsonElement.Parse(await _http.GetStringAsync(new Uri($"api/metrics?model={model}", UriKind.Relative))).GetProperty(metric).GetDouble();

    public void Dispose() => _http.Dispose();

    private static bool IsOwned(JsonElement cluster, string model) => cluster.GetProperty("models").EnumerateArray()
        .Any(one => one.GetProperty("model").GetString() == model && one.GetProperty("owner").ValueKind == JsonValueKind.String);

    private async Task<JsonElement> ReadClusterAsync() => JsonElement.Parse(await _http.GetStringAsync(new Uri("api/cluster", UriKind.Relative)));

    private async Task PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
