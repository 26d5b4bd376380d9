using System.Buffers;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class LogSnapshotsTests
{
    private static readonly ReadOnlySequence<byte> Bytes = new([1, 2, 3]);

    [Fact]
    public async Task ASnapshot_EndsTheSegment_AndDropsWhatTheOneBeforeItHas()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        for (var round = 1; round <= 4; round++)
        {
            await log.AppendAsync(2);
            Assert.True(log.Snapshots.Write(2 * round, Bytes));
        }

        Assert.Equal(["00000000000000000006.oml", "00000000000000000008.oml"], log.List(".oml"));
        Assert.Equal([7], log.Segments.List().Select(segment => segment.First));
        Assert.Equal(["00000000000000000007.log"], log.List(".log"));
    }

    [Fact]
    public async Task ASnapshotOfBefore_IsNotStored()
    {
        using var log = new LogFolder();
        log.Appender.Follow(log.Sink);
        await log.AppendAsync(2);
        Assert.True(log.Snapshots.Write(2, Bytes));
        Assert.False(log.Snapshots.Write(1, Bytes));
        Assert.Equal(["00000000000000000002.oml"], log.List(".oml"));
    }

    [Fact]
    public void ASnapshotThatCannotBeWritten_IsAFaultUntilTheNextOne()
    {
        using var log = new LogFolder();
        log.Files.Outcome = _ => SimulatedOutcome.Full;
        var failure = Assert.Throws<StorageException>(() => log.Snapshots.Write(0, Bytes));
        Assert.Same(failure, log.Appender.Fault);
        Assert.True(failure.IsFull);

        log.Files.Outcome = _ => SimulatedOutcome.Success;
        Assert.True(log.Snapshots.Write(0, Bytes));
        Assert.Null(log.Appender.Fault);
    }

    [Fact]
    public void ASnapshotThatIsSetAside_IsKeptAsDamaged()
    {
        using var log = new LogFolder();
        log.Snapshots.Write(0, Bytes);
        log.Snapshots.SetAside(5);
        log.Snapshots.SetAside(0);
        Assert.Empty(log.List(".oml"));
        Assert.Single(log.List(".damaged"));
    }
}
