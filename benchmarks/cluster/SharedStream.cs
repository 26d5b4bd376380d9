using System.Globalization;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>One stream of examples that is learned by one owner, beside the same that is learned in shares by several servers, each of which gets its part of it.</summary>
internal sealed class SharedStream(TimeSpan time)
{
    private const string Model = "stream";

    /// <summary>Measures, and writes a table.</summary>
    public static async Task RunAsync(TimeSpan time)
    {
        Console.WriteLine("| One stream, 32 callers in each server | examples a second | CPU of the servers | CPU of Redis | Accuracy |\n|---|---|---|---|---|");
        var stream = new SharedStream(time);
        foreach (var (name, spec) in new[] { ("LogisticRegression", """["StandardScaler", "LogisticRegression"]"""), ("GaussianNB", "\"GaussianNB\"") })
        {
            await stream.MeasureAsync($"`{name}`, one owner, where the stream comes to it", spec, servers: 1, shares: null);
            await stream.MeasureAsync($"`{name}`, one owner, where it comes to three servers", spec, servers: 3, shares: null);
            await stream.MeasureAsync($"`{name}`, two shares on two servers", spec, servers: 2, shares: 2);
            await stream.MeasureAsync($"`{name}`, three shares on three servers", spec, servers: 3, shares: 3);
        }
    }

    private async Task MeasureAsync(string name, string spec, int servers, int? shares)
    {
        await using var redis = await LocalRedis.StartAsync("everysec");
        List<OtherServer> all = [];
        try
        {
            for (var i = 0; i < servers; i++)
            {
                all.Add(await OtherServer.StartAsync(redis.Address));
            }

            await all[0].View.WaitForServersAsync(servers);
            await all[0].View.CreateAsync(Model, $$"""{"labels": [false, true], "model": {{spec}}}""", shares);
            await TeachAsync();
            var before = (Servers: ProcessorTime(), Redis: redis.ProcessorTime);
            var examples = await TeachAsync();
            var (atServers, atRedis) = (ProcessorTime() - before.Servers, redis.ProcessorTime - before.Redis);
            var accuracy = await all[0].View.ReadMetricAsync(Model, "Accuracy");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {examples / time.TotalSeconds:N0} | {atServers.TotalMicroseconds / examples:F1} µs | {atRedis.TotalMicroseconds / examples:F1} µs | {accuracy:F3} |"));
        }
        finally
        {
            all.ForEach(server => server.Dispose());
        }

        async Task<long> TeachAsync() => (await Task.WhenAll(all.Select(server => server.View.TeachAsync(Model, time)))).Sum();
        TimeSpan ProcessorTime() => all.Aggregate(TimeSpan.Zero, (sum, server) => sum + server.ProcessorTime);
    }
}
