using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>The streams of events and metrics.</content>
public abstract partial class ClientContract
{
    [Fact]
    public async Task Streams_DeliverEveryEventInOrder()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var events = Client.StreamEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        await using var metrics = Client.StreamMetricsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        var nextEvent = events.MoveNextAsync().AsTask();
        var nextMetrics = metrics.MoveNextAsync().AsTask();
        await LearnUntilAsync(Task.WhenAll(nextEvent, nextMetrics), limit.Token);

        for (var i = 0; i < 20; i++)
        {
            await Client.LearnAsync("m", Features(("x", i)), 5.0, cancellationToken: limit.Token);
        }

        Assert.True(await nextMetrics);
        Assert.Contains("MAE", metrics.Current.Metrics.Keys);
        Assert.True(await nextEvent);
        var seen = new List<int>();
        while (seen.Count < 20)
        {
            Assert.Equal("learn", events.Current.Kind);
            var x = events.Current.Features.GetProperty("x").GetInt32();
            if (x >= 0)
            {
                seen.Add(x);
            }

            if (seen.Count < 20)
            {
                Assert.True(await events.MoveNextAsync());
            }
        }

        Assert.Equal(Enumerable.Range(0, 20), seen);
    }

    [Fact]
    public async Task Streams_GoOnBehindTheLastEvent_AndLeaveOtherModelsOut()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        await Client.CreateModelAsync("regression", Regression, "other");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string last;
        await using (var events = Client.StreamEventsAsync(new StreamRequest("m"), limit.Token).GetAsyncEnumerator(limit.Token))
        {
            var next = events.MoveNextAsync().AsTask();
            await LearnUntilAsync(next, limit.Token);
            Assert.True(await next);
            last = events.Current.Id;
        }

        await Client.LearnAsync("other", Features(("x", 7)), 5.0, cancellationToken: limit.Token);
        await Client.PredictAsync("m", Features(("x", 8)), "id", cancellationToken: limit.Token);
        await Client.LabelAsync("m", "id", 5.0, cancellationToken: limit.Token);

        var heard = new List<ModelEvent>();
        await foreach (var happened in Client.StreamEventsAsync(new StreamRequest("m", last), limit.Token))
        {
            heard.Add(happened);
            if (happened.Kind == "label")
            {
                break;
            }
        }

        Assert.All(heard, happened => Assert.Equal("m", happened.Model));
        Assert.All(heard, happened => Assert.Equal(0, happened.Missed));
        Assert.DoesNotContain(heard, happened => happened.Id == last);
        Assert.Equal(["predict", "label"], heard.TakeLast(2).Select(happened => happened.Kind));
        Assert.Equal(5, heard[^1].GroundTruth!.Value.GetDouble());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelledStream_Ends(bool ofEvents)
    {
        using var cancellation = new CancellationTokenSource();
        var listening = ofEvents
            ? Client.StreamEventsAsync(cancellationToken: cancellation.Token).CountAsync().AsTask()
            : Client.StreamMetricsAsync(cancellationToken: cancellation.Token).CountAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    // Over HTTP a listener is there once its request has arrived, so that the first learns may come before it.
    private async Task LearnUntilAsync(Task heard, CancellationToken cancellationToken)
    {
        while (!heard.IsCompleted)
        {
            await Client.LearnAsync("m", Features(("x", -1)), 5.0, cancellationToken: cancellationToken);
            await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken));
        }
    }
}
