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
