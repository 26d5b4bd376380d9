using OnlineMl.Serving.Calls;

namespace OnlineMl.Serving.Tests.Calls;

public class WaitingWorkTests
{
    [Fact]
    public async Task Run_GivesTheResultOnce()
    {
        var runs = 0;
        var work = new WaitingWork<int>(() => ++runs, bytes: 7);
        Assert.Equal((true, 7L), (work.IsCall, work.Bytes));
        work.Run();
        work.Run();
        work.Fail(new InvalidOperationException("too late"));
        Assert.Equal(1, await work.Task);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Run_HandsOnWhatTheWorkThrows()
    {
        var work = new WaitingWork<int>(() => throw new InvalidOperationException("a bug"), bytes: null);
        Assert.Equal((false, 0L), (work.IsCall, work.Bytes));
        work.Run();
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => work.Task)).Message);
    }

    [Fact]
    public async Task Fail_KeepsTheWorkFromBeingDone()
    {
        var work = new WaitingWork<int>(() => throw new InvalidOperationException("done all the same"), bytes: 0);
        work.Fail(new TimeoutException("too busy"));
        work.Run();
        Assert.Equal("too busy", (await Assert.ThrowsAsync<TimeoutException>(() => work.Task)).Message);
    }

    [Fact]
    public async Task EndWith_EndsTheWaitAndNotWorkThatHasBegun()
    {
        using var waits = new CancellationTokenSource();
        var left = new WaitingWork<int>(() => throw new InvalidOperationException("done all the same"), bytes: 0);
        left.EndWith(waits.Token);
        await waits.CancelAsync();
        left.Run();
        await Assert.ThrowsAsync<TaskCanceledException>(() => left.Task);

        using var during = new CancellationTokenSource();
        var begun = new WaitingWork<int>(
            () =>
            {
                during.Cancel();
                return 3;
            },
            bytes: 0);
        begun.EndWith(during.Token);
        begun.Run();
        Assert.Equal(3, await begun.Task);
    }

    [Fact]
    public async Task ItsTurnARefusalAndTheEndOfTheWait_AtOnce_AreOneOfThem()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var runs = 0;
            using var waits = new CancellationTokenSource();
            var work = new WaitingWork<int>(() => Interlocked.Increment(ref runs), bytes: 0);
            work.EndWith(waits.Token);
            await Task.WhenAll(Task.Run(work.Run), Task.Run(() => work.Fail(new TimeoutException())), waits.CancelAsync());
            await work.Task.ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.Equal(work.Task.IsCompletedSuccessfully ? 1 : 0, runs);
        }
    }
}
