using System.Diagnostics;
using System.Net.Sockets;

namespace OnlineMl.Cli.Tests;

public sealed class ServeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2, "--durability is 'disk'; it must be fsync, os or none.", "--durability", "disk")]
    [InlineData(2, "--snapshot-interval is '30'; it must be a time such as 30d, 12h, 5m, 15s or 00:00:15.", "--snapshot-interval", "30")]
    [InlineData(2, "--memory-budget is 'much'; it must be a number of bytes such as 4096, 512M or 2G.", "--memory-budget", "much")]
    [InlineData(2, "--max-connections is 0; it must be at least 1.", "--max-connections", "0")]
    [InlineData(2, "--metrics is 'maybe'; it must be on or off.", "--metrics", "maybe")]
    [InlineData(1, "SnapshotEvents is 0; allowed is at least 1.", "--snapshot-events", "0")]
    public void Serve_RefusesValuesThatAreNone(int expected, string message, params string[] arguments)
    {
        var (code, _, error) = Tool.Run(["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
        Assert.Equal(expected, code);
        Assert.Equal("onlineml: " + message, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Sigterm_SavesEveryModel_AndEndsWithCode0()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var server = await ServedTool.StartAsync(timeout.Token, "--storage", _folder, "--durability", "none");
        const int Models = 40;
        for (var model = 0; model < Models; model++)
        {
            await server.PostAsync($"api/model/regression/m{model}/", "{\"LinearRegression\":{}}");
            await server.PostAsync("api/learn/batch", string.Concat(Enumerable.Range(0, 300).Select(i => $$"""{"model":"m{{model}}","features":{"x{{i}}":1},"ground_truth":1}""" + "\n")));
        }

        Assert.Equal(0, await server.EndAsync());
        Assert.DoesNotContain("Request starting", server.Output, StringComparison.Ordinal);
        using var again = await ServedTool.StartAsync(timeout.Token, "--storage", _folder);
        for (var model = 0; model < Models; model++)
        {
            Assert.Contains("\"n_calls\":300", await again.GetAsync($"api/stats/?model=m{model}"), StringComparison.Ordinal);
        }

        Assert.Equal(0, await again.EndAsync());
    }

    [Fact]
    public async Task Metrics_AreShown_UnlessTheyAreSwitchedOff()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var server = await ServedTool.StartAsync(timeout.Token);
        await LearnAsync(server);
        Assert.Contains("onlineml_model_learn_seconds_count", await server.GetAsync("metrics"), StringComparison.Ordinal);

        using var silent = await ServedTool.StartAsync(timeout.Token, "--metrics", "off");
        await Assert.ThrowsAsync<HttpRequestException>(() => silent.GetAsync("metrics"));

        using var open = await ServedTool.StartAsync(timeout.Token, "--urls", "http://0.0.0.0:0");
        await Assert.ThrowsAsync<HttpRequestException>(() => open.GetAsync("metrics"));
        using var shown = await ServedTool.StartAsync(timeout.Token, "--urls", "http://0.0.0.0:0", "--metrics", "on");
        await LearnAsync(shown);
        Assert.Contains("onlineml_model_learn_seconds_count", await shown.GetAsync("metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MetersAndTraces_AreSentToTheCollectorThatTheEnvironmentNames()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var collector = new Collector();
        using var server = await ServedTool.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            },
            timeout.Token);
        await LearnAsync(server);
        await collector.UntilSentAsync("/v1/metrics", "onlineml.model.learn", timeout.Token);
        await collector.UntilSentAsync("/v1/traces", "onlineml.learn", timeout.Token);
    }

    private static async Task LearnAsync(ServedTool server)
    {
        await server.PostAsync("api/model/regression/m/", "\"LinearRegression\"");
        await server.PostAsync("api/learn/", """{"model":"m","features":{"x":1},"ground_truth":1}""");
    }

    [Fact]
    public async Task Sigterm_NamesTheModelsThatCouldNotBeSaved_AndEndsWithCode1()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var server = await ServedTool.StartAsync(timeout.Token, "--storage", _folder, "--durability", "none");
        foreach (var model in (string[])["good", "gone"])
        {
            await server.PostAsync($"api/model/regression/{model}/", "\"LinearRegression\"");
            await server.PostAsync("api/learn/", $$"""{"model":"{{model}}","features":{"x":1},"ground_truth":1}""");
        }

        Directory.Delete(Path.Combine(_folder, "gone"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_folder, "gone"), "no folder", timeout.Token);
        Assert.Equal(1, await server.EndAsync());
        Assert.Contains("onlineml: 1 models could not be saved: gone.", server.Errors, StringComparison.Ordinal);
        Assert.Contains("Not saved: gone.", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionsBeyondTheLimit_AreClosed_AndTheOthersGoOn()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var server = await ServedTool.StartAsync(timeout.Token, "--max-connections", "5");
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                idle.Add(new TcpClient());
                await idle[^1].ConnectAsync(server.Address.Host, server.Address.Port, timeout.Token);
            }

            var ends = idle.Select(connection => EndOfAsync(connection, timeout.Token)).ToList();
            for (var closed = 0; closed < 15; closed++)
            {
                ends.Remove(await Task.WhenAny(ends));
            }

            Assert.All(ends, end => Assert.False(end.IsCompleted));
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }

        Assert.Contains("live", await server.GetAsync("api/health/live"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_TakesOptionsBeforeTheEnvironment()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var start = Tool.StartInfo("serve", "--urls", "http://127.0.0.1:0", "--storage", _folder, "--retain", "all", "--snapshot-events", "7", "--memory-budget", "64M");
        start.Environment["OnlineMl__SnapshotEvents"] = "0";
        start.Environment["OnlineMl__Durability"] = "None";
        using var process = Process.Start(start)!;
        try
        {
            string? line;
            const string Listening = "Now listening on: ";
            while ((line = await process.StandardOutput.ReadLineAsync(timeout.Token)) is not null && !line.Contains(Listening, StringComparison.Ordinal))
            {
            }

            Assert.NotNull(line);
            using var http = new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) };
            using var spec = new StringContent("\"LinearRegression\"");
            using var created = await http.PostAsync(new Uri("api/model/regression/m/", UriKind.Relative), spec, timeout.Token);
            Assert.True(created.IsSuccessStatusCode);
            Assert.True(Directory.Exists(Path.Combine(_folder, "m")));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task EndOfAsync(TcpClient connection, CancellationToken cancellation)
    {
        try
        {
            await connection.GetStream().ReadExactlyAsync(new byte[1], cancellation);
        }
        catch (IOException)
        {
            // The server closed the connection, in whatever way.
        }
    }
}
