using System.Buffers;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class LogContinuationTests
{
    [Fact]
    public async Task WhatIsBehindThePosition_IsSetAsideAndReported()
    {
        var files = new SimulatedFileSystem();
        await using (var store = ScriptedLife.OpenStore(files))
        {
            var model = new TestModel();
            await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
            for (var number = 1; number <= 5; number++)
            {
                Assert.Null(await TestModel.AppendAsync(log, number));
            }

            await log.WriteSnapshotAsync(5, model.Snapshot, CancellationToken.None);
        }

        await using var again = ScriptedLife.OpenStore(files);
        await using var continued = (await again.OpenAsync("model", CancellationToken.None))!;
        await continued.ContinueFromAsync(3, CancellationToken.None);

        Assert.Equal(3, continued.Position);
        Assert.Equal([0], await continued.ListSnapshotsAsync(CancellationToken.None));
        Assert.Equal(2, continued.Faults.Count);
        Assert.All(continued.Faults, fault => Assert.Contains("goes on from event 3", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ALogThatIsFollowed_StaysAsItIs()
    {
        using var log = new LogFolder();
        log.Snapshots.Write(0, new ReadOnlySequence<byte>([1]));
        log.Appender.Follow(log.Sink);
        await log.AppendAsync(2);
        var continuation = new LogContinuation("m", log.Folder, log.Faults, log.Segments, log.Appender);

        await Assert.ThrowsAsync<InvalidOperationException>(() => continuation.GoOnFromAsync(1));
        await continuation.GoOnFromAsync(2);
        Assert.Equal(2, log.Appender.Position);
        Assert.Empty(log.Faults.Found);
    }

    [Fact]
    public async Task FilesThatCannotBeSetAside_AreToldWithTheModelAndThePosition()
    {
        using var log = new LogFolder();
        log.Snapshots.Write(7, new ReadOnlySequence<byte>([1]));
        log.Files.Outcome = _ => SimulatedOutcome.Failure;
        var failure = await Assert.ThrowsAsync<StorageException>(
            () => new LogContinuation("m", log.Folder, log.Faults, log.Segments, log.Appender).GoOnFromAsync(3));
        Assert.Contains("'m' cannot be continued from event 3", failure.Message, StringComparison.Ordinal);
    }
}
