using System.Globalization;
using System.Net;
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

        Assert.StartsWith("id: ", await LineAsync(events), StringComparison.Ordinal);
        Assert.Equal("event: learn", await LineAsync(events));
        Assert.Equal("""data: {"model":"a","features":{"x":2},"prediction":0,"ground_truth":5}""", await LineAsync(events));
        Assert.Equal("", await LineAsync(events));
        Assert.StartsWith("id: ", await LineAsync(metrics), StringComparison.Ordinal);
        Assert.Equal("""data: {"MAE":0,"RMSE":0,"SMAPE":0}""", await LineAsync(metrics));
        Assert.Equal("", await LineAsync(metrics));
        await LineAsync(metrics);
        Assert.StartsWith("""data: {"MAE":4.9,"RMSE":4.9,"SMAPE":""", await LineAsync(metrics), StringComparison.Ordinal);
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
        await using var server = await StartAsync(options => options.Stream.ResumableEvents = 2);
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
        const int AtOnce = 50;
        await using var server = await StartAsync(options => options.Stream.ListenerCapacity = 2 * AtOnce);
        using var slow = await RawListener.OpenAsync(server.Http.BaseAddress!);
        using var fast = await ListenAsync(server, "/api/stream/events");
        for (var first = 0; first < Events; first += AtOnce)
        {
            await LearnWideAsync(server, first, AtOnce);
            await HearWideAsync(fast, first, AtOnce);
        }

        var (heard, lost) = await slow.CountAsync(Events);

        Assert.True(lost > 0);
        Assert.Equal(Events, heard + lost);
        Assert.True(heard >= 2 * AtOnce);
    }

    [Fact]
    public async Task EventsThatWaitTogether_AreHeardInOrder_AlsoWhenTheyAreMoreThanOneWriteTakes()
    {
        const int AtOnce = 500;
        await using var server = await StartAsync(options => options.Stream.ListenerCapacity = 2 * AtOnce);
        using var events = await ListenAsync(server, "/api/stream/events");
        for (var first = 0; first < 4 * AtOnce; first += AtOnce)
        {
            await LearnWideAsync(server, first, AtOnce);
            await HearWideAsync(events, first, AtOnce);
        }
    }

    [Fact]
    public async Task QuietStream_IsKeptAlive()
    {
        await using var server = await StartAsync(options => options.Stream.KeepAlive = TimeSpan.FromMilliseconds(20));
        using var events = await ListenAsync(server, "/api/stream/events/");
        Assert.Equal(": keep-alive", await LineAsync(events));
        Assert.Equal("", await LineAsync(events));
        Assert.Equal(": keep-alive", await LineAsync(events));
    }

    [Fact]
    public async Task Shutdown_EndsEveryStreamCleanly()
    {
        await using var server = await StartAsync();
        using var events = await ListenAsync(server, "/api/stream/events/");
        using var metrics = await ListenAsync(server, "/api/stream/metrics/");
        await server.StopAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Null(await LineAsync(events));
        Assert.Null(await LineAsync(metrics));
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

    [Fact]
    public async Task ListenersThatReadNothing_KeepNoCallWaiting_AndLoseWhatTheyDoNotHear()
    {
        const int Listeners = 100;
        const int Events = 2_000;
        const int AtOnce = 500;
        await using var server = await StartAsync(options =>
        {
            options.Stream.MaxStreams = Listeners;
            options.Stream.MaxListenerBytes = 64 * 1024;
        });
        var listeners = await Task.WhenAll(Enumerable.Range(0, Listeners).Select(_ => RawListener.OpenAsync(server.Http.BaseAddress!)));
        using (var oneMore = await server.Http.GetAsync("/api/stream/events", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, oneMore.StatusCode);
        }

        for (var first = 0; first < Events; first += AtOnce)
        {
            await LearnWideAsync(server, first, AtOnce).WaitAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(Events, (await server.JsonAsync("GET", "/api/stats?model=a")).GetProperty("learn").GetProperty("n_calls").GetInt32());
        Assert.All(await Task.WhenAll(listeners.Select(listener => listener.CountAsync(Events))), counted =>
        {
            Assert.Equal(Events, counted.Heard + counted.Lost);
            Assert.True(counted.Lost > 0);
        });
        Assert.All(listeners, listener => listener.Dispose());
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
        Assert.Equal(": listening", await LineAsync(reader));
        Assert.Equal("", await LineAsync(reader));
        return reader;
    }

    private static async Task<(string Id, string Kind, JsonElement Data)> NextAsync(StreamReader events, string wanted = "an event")
    {
        using var limit = new CancellationTokenSource(RawListener.LongestWait);
        var (id, kind, data) = ("", "", default(JsonElement));
        while (await LineAsync(events, wanted, limit.Token) is { } line && (line.Length > 0 || data.ValueKind == JsonValueKind.Undefined))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            switch (line[..Math.Max(colon, 0)])
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

        Assert.True(data.ValueKind != JsonValueKind.Undefined, $"The stream ended, and {wanted} was still to come.");
        return (id, kind, data);
    }

    /// <summary>The next line of a stream; null at its end.</summary>
    private static async Task<string?> LineAsync(StreamReader stream)
    {
        using var limit = new CancellationTokenSource(RawListener.LongestWait);
        return await LineAsync(stream, "a line", limit.Token);
    }

    private static async Task<string?> LineAsync(StreamReader stream, string wanted, CancellationToken limit)
    {
        try
        {
            return await stream.ReadLineAsync(limit);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The stream said nothing of {wanted} for {RawListener.LongestWait}.", e);
        }
    }

    // About 2 KB an event, so that few of them fill what is written at once and many the buffers of a connection.
    private static async Task LearnWideAsync(TestServer server, int first, int count)
    {
        var learns = Enumerable.Range(first, count).Select(number => new LearnRequest("a", Wide(number), JsonElement.Parse("1")));
        await foreach (var answer in server.Services.GetRequiredService<IOnlineMlClient>().LearnManyAsync(learns.ToAsyncEnumerable()))
        {
            Assert.Null(answer.Message);
        }

        static JsonElement Wide(int number) => JsonElement.Parse(
            "{" + string.Join(',', Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"feature number {i}\":{number + i}"))) + "}");
    }

    private static async Task HearWideAsync(StreamReader events, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            var heard = await NextAsync(events, $"learn {number}");
            Assert.Equal("learn", heard.Kind);
            Assert.Equal(number, heard.Data.GetProperty("features").GetProperty("feature number 0").GetInt32());
        }
    }
}
