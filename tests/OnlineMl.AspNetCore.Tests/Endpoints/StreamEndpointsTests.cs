using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

public class StreamEndpointsTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    [Fact]
    public async Task Streams_DeliverEachCallAndTheMetricsAfterIt()
    {
        await using var server = await StartAsync();
        using var events = await ListenAsync(server, "/api/stream/events/");
        using var metrics = await ListenAsync(server, "/api/stream/metrics");
        await LearnAsync(server, "a", 2);
        await LearnAsync(server, "a", 2);

        Assert.StartsWith("id: ", await events.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("event: learn", await events.ReadLineAsync());
        Assert.Equal("""data: {"model":"a","features":{"x":2},"prediction":0,"ground_truth":5}""", await events.ReadLineAsync());
        Assert.Equal("", await events.ReadLineAsync());
        Assert.StartsWith("id: ", await metrics.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("""data: {"MAE":0,"RMSE":0,"SMAPE":0}""", await metrics.ReadLineAsync());
        Assert.Equal("", await metrics.ReadLineAsync());
        await metrics.ReadLineAsync();
        Assert.StartsWith("""data: {"MAE":4.9,"RMSE":4.9,"SMAPE":""", await metrics.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OfOneModel_LeavesOutTheOthers()
    {
        await using var server = await StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/b/", Spec);
        using var events = await ListenAsync(server, "/api/stream/events/?model=b");
        await LearnAsync(server, "a", 1);
        await LearnAsync(server, "b", 2);
        Assert.Equal(2, (await NextAsync(events)).Data.GetProperty("features").GetProperty("x").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_GoesOnBehindTheLastEventThatWasHeard(bool inHeader)
    {
        await using var server = await StartAsync();
        string last;
        using (var events = await ListenAsync(server, "/api/stream/events/"))
        {
            await LearnAsync(server, "a", 0);
            last = (await NextAsync(events)).Id;
        }

        await LearnAsync(server, "a", 1);
        await LearnAsync(server, "a", 2);

        using var again = inHeader
            ? await ListenAsync(server, "/api/stream/events/", last)
            : await ListenAsync(server, "/api/stream/events/?lastEventId=" + last);
        await LearnAsync(server, "a", 3);
        for (var x = 1; x <= 3; x++)
        {
            Assert.Equal(x, (await NextAsync(again)).Data.GetProperty("features").GetProperty("x").GetInt32());
        }
    }

    [Fact]
    public async Task Stream_ThatWasAwayForTooLong_IsToldHowManyEventsItLost()
    {
        await using var server = await StartAsync(options => options.ResumableEvents = 2);
        string last;
        using (var events = await ListenAsync(server, "/api/stream/events/"))
        {
            await LearnAsync(server, "a", 0);
            last = (await NextAsync(events)).Id;
        }

        for (var x = 1; x <= 5; x++)
        {
            await LearnAsync(server, "a", x);
        }

        using var again = await ListenAsync(server, "/api/stream/events/", last);
        var lost = await NextAsync(again);
        Assert.Equal("lost", lost.Kind);
        Assert.Equal(3, lost.Data.GetProperty("lost").GetInt64());
        Assert.Equal(4, (await NextAsync(again)).Data.GetProperty("features").GetProperty("x").GetInt32());
    }

    [Fact]
    public async Task Stream_ThatWasHeardBeforeARestart_IsToldThatItMayHaveLostEvents()
    {
        await using var server = await StartAsync();
        using var events = await ListenAsync(server, "/api/stream/events/", "19a8-7");
        await LearnAsync(server, "a", 1);
        var lost = await NextAsync(events);
        Assert.Equal("lost", lost.Kind);
        Assert.Equal(JsonValueKind.Null, lost.Data.GetProperty("lost").ValueKind);
        Assert.Equal(1, (await NextAsync(events)).Data.GetProperty("features").GetProperty("x").GetInt32());
    }

    [Fact]
    public async Task SlowListener_LosesTheOldestAndIsToldHowMany_WhileTheOthersLoseNothing()
    {
        const int Events = 20_000;
        await using var server = await StartAsync(options => options.ListenerCapacity = 100);
        using var slow = await RawListener.OpenAsync(server.Http.BaseAddress!);
        var client = server.Services.GetRequiredService<IOnlineMlClient>();
        var wide = string.Join(',', Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"feature number {i}\":{i}")));
        var features = JsonElement.Parse("{" + wide + "}");
        for (var i = 0; i < Events; i += 1000)
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => client.LearnAsync(new LearnRequest("a", features, JsonElement.Parse("1")))));
        }

        var (heard, lost) = await slow.CountAsync(Events);

        Assert.True(lost > 0);
        Assert.Equal(Events, heard + lost);
        Assert.True(heard >= 100);
    }

    [Fact]
    public async Task QuietStream_IsKeptAlive()
    {
        await using var server = await StartAsync(options => options.KeepAlive = TimeSpan.FromMilliseconds(20));
        using var events = await ListenAsync(server, "/api/stream/events/");
        Assert.Equal(": keep-alive", await events.ReadLineAsync());
        Assert.Equal("", await events.ReadLineAsync());
        Assert.Equal(": keep-alive", await events.ReadLineAsync());
    }

    [Fact]
    public async Task Shutdown_EndsEveryStreamCleanly()
    {
        await using var server = await StartAsync();
        using var events = await ListenAsync(server, "/api/stream/events/");
        using var metrics = await ListenAsync(server, "/api/stream/metrics/");
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Null(await events.ReadLineAsync());
        Assert.Null(await metrics.ReadLineAsync());
    }

    [Fact]
    public async Task ManyListeners_AllHearEveryEventInOrder()
    {
        const int Listeners = 200;
        const int Events = 50;
        await using var server = await StartAsync();
        var listeners = await Task.WhenAll(Enumerable.Range(0, Listeners).Select(_ => ListenAsync(server, "/api/stream/events/")));
        for (var x = 0; x < Events; x++)
        {
            await LearnAsync(server, "a", x);
        }

        await Task.WhenAll(listeners.Select(async listener =>
        {
            using (listener)
            {
                for (var x = 0; x < Events; x++)
                {
                    Assert.Equal(x, (await NextAsync(listener)).Data.GetProperty("features").GetProperty("x").GetInt32());
                }
            }
        }));
    }

    private static async Task<TestServer> StartAsync(Action<OnlineMlOptions>? configure = null)
    {
        var server = await TestServer.StartAsync(configure);
        await server.JsonAsync("POST", "/api/model/regression/a/", Spec);
        return server;
    }

    private static Task<JsonElement> LearnAsync(TestServer server, string model, int x) =>
        server.JsonAsync("POST", "/api/learn/", $$"""{"model":"{{model}}","features":{"x":{{x}}},"ground_truth":5}""");

    private static async Task<StreamReader> ListenAsync(TestServer server, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(": listening", await reader.ReadLineAsync());
        Assert.Equal("", await reader.ReadLineAsync());
        return reader;
    }

    private static async Task<(string Id, string Kind, JsonElement Data)> NextAsync(StreamReader events)
    {
        var (id, kind, data) = ("", "", default(JsonElement));
        while (await events.ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            switch (line[..colon])
            {
                case "id":
                    id = line[(colon + 2)..];
                    break;
                case "event":
                    kind = line[(colon + 2)..];
                    break;
                case "data":
                    data = JsonElement.Parse(line[(colon + 2)..]);
                    break;
            }
        }

        return (id, kind, data);
    }

    /// <summary>A listener with a small receive buffer that reads nothing before it is told to.</summary>
    private sealed class RawListener : IDisposable
    {
        private readonly Socket _socket;

        private RawListener(Socket socket) => _socket = socket;

        public static async Task<RawListener> OpenAsync(Uri address)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync(address.Host, address.Port);
            await socket.SendAsync("GET /api/stream/events HTTP/1.0\r\n\r\n"u8.ToArray());
            var first = new byte[1];
            await socket.ReceiveAsync(first);
            return new RawListener(socket);
        }

        public async Task<(long Heard, long Lost)> CountAsync(long total)
        {
            long heard = 0;
            long lost = 0;
            using var reader = new StreamReader(new NetworkStream(_socket), Encoding.UTF8);
            while (heard + lost < total && await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("data: {\"lost\":", StringComparison.Ordinal))
                {
                    lost += JsonElement.Parse(line["data: ".Length..]).GetProperty("lost").GetInt64();
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    heard++;
                }
            }

            return (heard, lost);
        }

        public void Dispose() => _socket.Dispose();
    }
}
