using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace ClusterSample;

/// <summary>Three servers, callers at all of them, and what happens when one server is killed.</summary>
internal static class Demo
{
    private const int Callers = 6;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public static string[] Models { get; } = ["berlin", "lima", "oslo", "quito", "rome", "tokyo"];

    public static async Task RunAsync()
    {
        using var redis = new LocalRedis();
        var urls = Enumerable.Range(0, 3).Select(_ => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LocalRedis.FindPort()}")).ToArray();
        var servers = urls.Select(url => Start(redis.Address, url)).ToArray();
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            foreach (var url in urls)
            {
                await UntilJoinedAsync(http, url);
            }

            using var ending = new CancellationTokenSource();
            var load = new Load(http, urls, Models);
            var callers = Enumerable.Range(0, Callers).Select(caller => load.RunAsync(caller, ending.Token)).ToArray();
            await Task.Delay(Quiet);
            await ShowAsync(http, urls[0], load, "Three servers");
            servers[2].Kill();
            await Task.Delay(Quiet);
            await ShowAsync(http, urls[0], load, "One was killed");
            servers[2].Dispose();
            servers[2] = Start(redis.Address, urls[2]);
            await UntilJoinedAsync(http, urls[2]);
            await Task.Delay(Quiet);
            await ShowAsync(http, urls[2], load, "It is back");
            await ending.CancelAsync();
            await Task.WhenAll(callers);

            var learned = 0L;
            foreach (var model in Models)
            {
                learned += (await http.GetFromJsonAsync<JsonElement>($"{urls[1]}/api/metrics/report?model={model}")).GetProperty("examples").GetInt64();
            }

            Console.WriteLine($"{load.Acknowledged} learns were acknowledged, and {learned} learned: each counts once.");
        }
        finally
        {
            foreach (var server in servers)
            {
                server.Kill();
                server.WaitForExit();
                server.Dispose();
            }
        }
    }

    private static Process Start(string redis, string url) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "ClusterSample.dll"), "serve", redis, LocalRedis.FindPort().ToString(CultureInfo.InvariantCulture), url]))!;

    private static async Task UntilJoinedAsync(HttpClient http, string url)
    {
        while (true)
        {
            try
            {
                var cluster = await http.GetFromJsonAsync<JsonElement>(url + "/api/cluster");
                if (cluster.GetProperty("servers").EnumerateArray().Count(server => server.GetProperty("isJoined").GetBoolean()) >= 3)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It is starting.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static async Task ShowAsync(HttpClient http, string url, Load load, string title)
    {
        var cluster = await http.GetFromJsonAsync<JsonElement>(url + "/api/cluster");
        var (calls, slowest, refused) = load.Take();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{title}: {calls} learns, the slowest in {slowest.TotalSeconds:F1} s with its repetitions; {refused} attempts had to be repeated."));
        foreach (var owned in cluster.GetProperty("models").EnumerateArray().GroupBy(model => model.GetProperty("owner").GetString() ?? "nobody", StringComparer.Ordinal))
        {
            Console.WriteLine($"  {owned.Key} has {string.Join(", ", owned.Select(model => $"{model.GetProperty("model")} ({model.GetProperty("position")} events)"))}");
        }
    }
}
