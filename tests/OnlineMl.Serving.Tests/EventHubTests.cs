namespace OnlineMl.Serving.Tests;

public class EventHubTests
{
    [Fact]
    public async Task SlowListener_LosesTheOldest()
    {
        var hub = new EventHub<int>(capacity: 3);
        var items = hub.Listen(CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            hub.Publish(i);
        }

        hub.Complete();
        var seen = new List<int>();
        await foreach (var item in items)
        {
            seen.Add(item);
        }

        Assert.Equal([7, 8, 9], seen);
    }

    [Fact]
    public async Task Listener_ThatLeaves_IsForgotten()
    {
        var hub = new EventHub<int>(capacity: 3);
        using var leaving = new CancellationTokenSource();
        var items = hub.Listen(leaving.Token).GetAsyncEnumerator(leaving.Token);
        Assert.True(hub.HasListeners);
        var next = items.MoveNextAsync().AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await items.DisposeAsync();
        Assert.False(hub.HasListeners);
    }
}
