using System.Diagnostics;

namespace OnlineMl.Cli.Tests;

public sealed class ServeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2, "--durability is 'disk'; it must be fsync, os or none.", "--durability", "disk")]
    [InlineData(2, "--snapshot-interval is '30'; it must be a number with the unit s, m, h or d.", "--snapshot-interval", "30")]
    [InlineData(2, "--memory-budget is 'much'; it must be a number of bytes, with or without the unit K, M or G.", "--memory-budget", "much")]
    [InlineData(1, "SnapshotEvents is 0; allowed is at least 1.", "--snapshot-events", "0")]
    public void Serve_RefusesValuesThatAreNone(int expected, string message, params string[] arguments)
    {
        var (code, _, error) = Tool.Run(["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
        Assert.Equal(expected, code);
        Assert.Equal("onlineml: " + message, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
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
}
