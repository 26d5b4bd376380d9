using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class WriterStateTests
{
    private readonly WriterState _writer = new();

    [Fact]
    public void AWakeThatCameBefore_EndsTheSleepAtOnce()
    {
        _writer.Wake();
        Assert.True(_writer.Sleep(Timeout.InfiniteTimeSpan));
        Assert.False(_writer.Sleep(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task AWake_EndsTheSleepOfAnotherThread()
    {
        var sleeping = Task.Factory.StartNew(() => _writer.Sleep(TimeSpan.FromMinutes(1)), TaskCreationOptions.LongRunning);
        _writer.Wake();
        Assert.True(await sleeping);
    }

    [Fact]
    public void AThreadThatWorksForASinkForLong_IsStuckUntilItComesBack()
    {
        Assert.False(_writer.IsStuck);
        _writer.BeginApplying();
        Assert.True(SpinWait.SpinUntil(() => _writer.IsStuck, TimeSpan.FromSeconds(60)));
        _writer.EndApplying();
        Assert.False(_writer.IsStuck);
    }
}
