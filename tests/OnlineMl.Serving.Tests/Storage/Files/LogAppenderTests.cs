using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class LogAppenderTests
{
    [Fact]
    public async Task Events_GetTheNextPositionsAndComeToTheSink()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        await log.AppendAsync(3);

        Assert.Equal([1, 2, 3], log.Sink.Applied.Select(applied => applied.Position));
        Assert.Equal(3, log.Appender.Position);
        Assert.Single(log.Segments.List());
    }

    [Fact]
    public void WithoutASink_NothingIsTaken()
    {
        using var log = new LogFolder();
        log.Appender.ThrowIfFollowed("no");
        Assert.Throws<InvalidOperationException>(() => log.Appender.Append([1], null));
        log.Appender.Follow(log.Sink);
        Assert.Contains("is followed; no", Assert.Throws<InvalidOperationException>(() => log.Appender.ThrowIfFollowed("no")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARolledLog_HasItsFileClosedAndGoesOnInAnother()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        await log.AppendAsync(2);
        log.Appender.Roll();
        await log.AppendAsync(1);

        Assert.Equal([1, 3], log.Segments.List().Select(segment => segment.First));
    }

    [Fact]
    public async Task ALogThatEnds_TakesNothingMoreAndIsDoneWhenWhatItTookIsDurable()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        log.Appender.Append([1], null);
        await log.Appender.End().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(log.Appender.IsEnding);
        Assert.Equal(1, log.Appender.Position);
        Assert.Throws<ObjectDisposedException>(() => log.Appender.Append([1], null));
        await log.Appender.End();
        log.Appender.Close();
        Assert.Equal(0, log.Files.OpenFiles);
    }

    [Fact]
    public async Task AFailedWrite_IsAFaultUntilTheNextThatSucceeds()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        await log.AppendAsync(1);
        log.Files.Outcome = _ => SimulatedOutcome.Full;
        await log.AppendAsync(1);
        Assert.True(log.Appender.Fault?.IsFull);
        Assert.Single(log.Sink.Failed);

        log.Files.Outcome = _ => SimulatedOutcome.Success;
        await log.AppendAsync(1);
        Assert.Null(log.Appender.Fault);
        Assert.Equal([1, 2], log.Sink.Applied.Select(applied => applied.Position));
    }

    [Fact]
    public void AFolderThatWasTaken_TakesNoEvent()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        log.Context.Loss = new StorageException("taken");
        Assert.Equal("taken", Assert.Throws<StorageException>(() => log.Appender.Append([1], null)).Message);
    }
}
