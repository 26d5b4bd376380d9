using System.Net;
using System.Text;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests.Streams;

public class EventStreamTests
{
    [Fact]
    public async Task BrokenConnection_IsReopenedBehindTheLastEvent()
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((call, _) => call switch
        {
            1 => Stream("retry: 1500\nid: 7\ndata: {\"MAE\": 1.5}\n\n", breaks: true),
            2 => Stream("id: 9\ndata: {\"MAE\": 1.25, \"R2\": \"-inf\"}\n\nid: 10\n"),
            _ => throw new InvalidOperationException(),
        });

        var heard = await server.Connect(time: time).StreamMetricsAsync(new StreamRequest("a b", "5")).Take(2).ToListAsync();

        Assert.Equal(["7", "9"], heard.Select(happened => happened.Id));
        Assert.Equal([1.5, 1.25], heard.Select(happened => happened.Metrics["MAE"]));
        Assert.Equal(double.NegativeInfinity, heard[1].Metrics["R2"]);
        Assert.Equal(["5", "7"], server.Calls.Select(call => call.Headers["Last-Event-ID"]));
        Assert.All(server.Calls, call => Assert.Equal("GET /api/stream/metrics/?model=a%20b", call.Line));
        Assert.Equal([TimeSpan.FromSeconds(1.5)], time.Waits);
    }

    [Fact]
    public async Task ServerThatEndsTheStream_IsAskedAgainBehindTheLastEvent()
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((call, _) => Stream($"id: {call}\ndata: {{\"MAE\": {call}}}\n\n"));

        var heard = await server.Connect(time: time).StreamMetricsAsync().Take(7).ToListAsync();

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], heard.Select(happened => happened.Id));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], server.Calls.Skip(1).Select(call => call.Headers["Last-Event-ID"]));
        Assert.Equal(6, time.Waits.Count);
    }

    [Fact]
    public async Task SilentConnection_IsReopenedBehindTheLastEvent()
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((call, _) => new HttpResponseMessage
        {
            Content = new StreamContent(new SilentStream(Encoding.UTF8.GetBytes($"id: {call}\ndata: {{\"MAE\": 1}}\n\n"))),
        });

        var heard = await server.Connect(options => options.StreamSilence = TimeSpan.FromSeconds(40), time).StreamMetricsAsync().Take(2).ToListAsync();

        Assert.Equal(["1", "2"], heard.Select(happened => happened.Id));
        Assert.Equal("1", server.Calls[1].Headers["Last-Event-ID"]);
        Assert.Contains(TimeSpan.FromSeconds(40), time.Waits);
    }

    [Fact]
    public async Task ServerThatStaysSilent_IsGivenUp()
    {
        using var server = new ScriptedServer((_, _) => new HttpResponseMessage { Content = new StreamContent(new SilentStream()) });
        var client = server.Connect(options => (options.StreamSilence, options.Retries) = (TimeSpan.FromSeconds(40), 2));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(async () => await client.StreamEventsAsync().ToListAsync());

        Assert.Equal((RefusalKind.Unavailable, "The server sent nothing for 00:00:40."), (refusal.Kind, refusal.Message));
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task ConnectionThatWasKeptAlive_IsReopenedHoweverOftenThatHappens()
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((call, _) =>
        {
            // What the stream begins with comes two minutes after it was opened.
            var body = new StreamContent(new LateStream(call < 9 ? ": keep-alive\n\n" : "data: {\"MAE\": 1}\n\n", () => time.Advance(TimeSpan.FromMinutes(2))));
            return new HttpResponseMessage { Content = body };
        });

        var heard = await server.Connect(time: time).StreamMetricsAsync().Take(1).ToListAsync();

        Assert.Single(heard);
        Assert.Equal(9, server.Calls.Count);
    }

    [Fact]
    public async Task LostEvents_AreCountedOnTheNextOne()
    {
        using var server = new ScriptedServer((_, _) => Stream("""
            : listening

            event: lost
            data: {"lost": 3}

            event: lost
            data: {"lost": 4}

            event: learn
            id: 12
            data: {"model": "m", "features": {"x": 1}, "prediction": 0.5, "ground_truth": 1}

            event: predict
            id: 13
            data: {"model": "m", "features": {"x": 2}, "prediction": null}


            """));

        var heard = await server.Connect().StreamEventsAsync().Take(2).ToListAsync();

        Assert.Equal([("learn", "12", 7), ("predict", "13", 0)], heard.Select(happened => (happened.Kind, happened.Id, happened.Missed)));
        Assert.Equal(1, heard[0].GroundTruth!.Value.GetInt32());
        Assert.Null(heard[1].GroundTruth);
        Assert.DoesNotContain("Last-Event-ID", server.Calls[0].Headers.Keys);
    }

    [Fact]
    public async Task LostEvents_WhoseNumberIsUnknown_AreToldOnTheNextOne()
    {
        using var server = new ScriptedServer((_, _) => Stream("""
            event: lost
            data: {"lost": null}

            event: lost
            data: {"lost": 4}

            data: {"MAE": 1}

            data: {"MAE": 1}


            """));

        var heard = await server.Connect().StreamMetricsAsync().Take(2).ToListAsync();

        Assert.Equal([null, 0], heard.Select(happened => happened.Missed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConnectionThatEndsAgainAndAgainWithoutAnEvent_IsGivenUp(bool breaks)
    {
        using var server = new ScriptedServer((_, _) => Stream(": listening\n\n", breaks));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(
            async () => await server.Connect(options => options.Retries = 2).StreamEventsAsync().ToListAsync());

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task Refusal_IsThrownWithItsReason()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("""{"message": "There is no model named 'm'."}""", HttpStatusCode.NotFound));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(
            async () => await server.Connect().StreamEventsAsync(new StreamRequest("m")).ToListAsync());

        Assert.Equal("There is no model named 'm'.", refusal.Message);
    }

    [Fact]
    public async Task Cancellation_EndsAQuietStream()
    {
        using var server = new ScriptedServer((_, _) => new HttpResponseMessage
        {
            Content = new StreamContent(new SilentStream(Encoding.UTF8.GetBytes("data: {\"MAE\": 1}\n\n"))),
        });
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in server.Connect().StreamMetricsAsync(cancellationToken: cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
    }

    private static HttpResponseMessage Stream(string text, bool breaks = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"));
        return new HttpResponseMessage { Content = new StreamContent(breaks ? new BrokenStream(bytes) : new MemoryStream(bytes)) };
    }

    /// <summary>A body during whose first read something happens.</summary>
    private sealed class LateStream(string text, Action read) : MemoryStream(Encoding.UTF8.GetBytes(text), writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == 0)
            {
                read();
            }

            return ValueTask.FromResult(Read(buffer.Span));
        }
    }
}
