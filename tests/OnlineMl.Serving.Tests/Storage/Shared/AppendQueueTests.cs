using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

public sealed class AppendQueueTests
{
    [Fact]
    public async Task ThoseWhoWereAnsweredJustNow_GoAlong()
    {
        using var queue = new AppendQueue("m", new FencedLogOptions());

        // One after the other, in the order in which they came.
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var appended = await RunAsync(async () =>
        {
            queue.Add(new byte[1], null);
            for (var i = 1; i < 32; i++)
            {
                _ = RunAsync(() =>
                {
                    queue.Add(new byte[1], null);
                    return Task.FromResult(0);
                });
            }

            await queue.LetOthersAddAsync(expected: 32);
            return queue.TryTake(out var batch) ? batch.Count : 0;
        });

        Assert.Equal(32, appended);

        Task<int> RunAsync(Func<Task<int>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    [Fact]
    public async Task NobodyIsWaitedFor_WhoDoesNotCome()
    {
        using var queue = new AppendQueue("m", new FencedLogOptions());
        queue.Add(new byte[1], null);

        await queue.LetOthersAddAsync(expected: 2);

        Assert.True(queue.TryTake(out var batch));
        Assert.Equal(1, batch.Count);
    }
}
