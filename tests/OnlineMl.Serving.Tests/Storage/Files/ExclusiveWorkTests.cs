using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class ExclusiveWorkTests
{
    private readonly ExclusiveWork _work = new();
    private readonly TaskCompletionSource _isFree = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Works_RunOneAfterTheOther()
    {
        var order = new List<int>();
        var first = _work.RunAsync(
            async () =>
            {
                await _isFree.Task;
                order.Add(1);
            },
            CancellationToken.None);
        var second = _work.RunOnDiskAsync(
            0,
            () =>
            {
                order.Add(2);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        _isFree.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([1, 2], order);
    }

    [Fact]
    public async Task AWorkThatFails_LetsTheNextOneRun()
    {
        await Assert.ThrowsAsync<IOException>(() => _work.RunAsync(() => throw new IOException(), CancellationToken.None));
        Assert.Throws<IOException>(() => _work.TryRun(() => throw new IOException()));
        var ran = false;
        _work.TryRun(() => ran = true);
        Assert.True(ran);
    }

    [Fact]
    public async Task AWorkThatIsTried_IsLeftOutWhileAnotherRuns()
    {
        var running = _work.RunAsync(() => _isFree.Task, CancellationToken.None);
        _work.TryRun(() => Assert.Fail("Two run at once."));
        _isFree.SetResult();
        await running;
    }

    [Fact]
    public async Task TheWaitForATurn_CanBeEnded()
    {
        var running = _work.RunAsync(() => _isFree.Task, CancellationToken.None);
        using var ending = new CancellationTokenSource();
        var waiting = _work.RunAsync(() => Task.CompletedTask, ending.Token);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _isFree.SetResult();
        await running;
    }
}
