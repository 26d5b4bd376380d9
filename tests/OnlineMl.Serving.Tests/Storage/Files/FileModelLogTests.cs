using System.Collections.Concurrent;
using System.Globalization;
using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class FileModelLogTests : IDisposable
{
    private const string Model = ScriptedLife.Folder + "/model";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly SimulatedFileSystem _files = new();
    private readonly ManualResetEventSlim _isFree = new(true);
    private readonly SemaphoreSlim _arrived = new(0);

    public void Dispose()
    {
        _isFree.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public async Task Append_WhileTheDiskIsBusy_IsWrittenAndFlushedTogether()
    {
        await using var store = Open();
        var sink = new RecordingSink();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        Append(log, 1);
        await sink.WaitForAsync(1);
        await BlockAsync(log);
        for (var number = 3; number <= 100; number++)
        {
            Append(log, number);
        }

        Assert.Equal(1, log.Position);
        var before = _files.Operations.Count;
        _isFree.Set();
        await sink.WaitForAsync(100);

        Assert.Equal(["flush", "write", "flush"], _files.Operations.Skip(before).Select(operation => operation.Split(' ')[0]));
        Assert.Equal(100, log.Position);
    }

    [Fact]
    public async Task Append_IsPreparedWhileTheDiskWritesAndAppliedWhenItIsDurable()
    {
        await using var store = Open();
        var sink = new WatchingSink(_files);
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        await AppendAndWaitAsync(log, 1);
        sink.Calls.Clear();

        await AppendAndWaitAsync(log, 2);
        Assert.Equal(["prepare 1 after write", "apply 1 after flush"], sink.Calls);

        sink.Calls.Clear();
        _files.Outcome = number => _files.Operations[number].StartsWith("flush", StringComparison.Ordinal) ? SimulatedOutcome.Failure : SimulatedOutcome.Success;
        await AppendAndWaitAsync(log, 3);
        Assert.Equal("prepare 1 after write", sink.Calls.First());
        Assert.StartsWith("fail 1", Assert.Single(sink.Calls.Skip(1)), StringComparison.Ordinal);
        Assert.Equal(2, log.Position);
    }

    [Theory]
    [InlineData(Durability.OperatingSystem)]
    [InlineData(Durability.None)]
    public async Task Append_ThatWaitsForNoDisk_IsNotPrepared(Durability durability)
    {
        await using var store = Open(new FileModelStoreOptions { Durability = durability });
        var sink = new WatchingSink(_files);
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        await AppendAndWaitAsync(log, 1);
        await AppendAndWaitAsync(log, 2);
        Assert.All(sink.Calls, call => Assert.StartsWith("apply", call, StringComparison.Ordinal));
        Assert.Equal(2, sink.Calls.Count);
    }

    [Fact]
    public async Task Append_DropsDurableBytesFromMemoryAMebibyteAtATime()
    {
        await using var store = Open();
        var sink = new WatchingSink(_files);
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        for (var number = 1; number <= 25; number++)
        {
            await AppendAndWaitAsync(log, number, 100_000);
        }

        var end = 0L;
        foreach (var (offset, length) in _files.Forgotten)
        {
            Assert.Equal(end, offset);
            Assert.InRange(length, 1 << 20, (1 << 20) + 100_100);
            end += length;
        }

        Assert.InRange(end, 2_200_000, 2_500_000);
    }

    [Fact]
    public async Task Append_BeyondTheLimitIsRefusedAndTheRestIsStored()
    {
        await using var store = Open(new FileModelStoreOptions { MaxPendingBytes = 1 << 20, WriterThreads = 1 });
        var sink = new RecordingSink();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        Assert.Throws<StorageException>(() => log.Append(new byte[1 << 20], null));
        await BlockAsync(log);
        var record = new byte[100_000];
        for (var i = 0; i < 10; i++)
        {
            log.Append(record, null);
        }

        var refusal = Assert.Throws<StorageException>(() => log.Append(record, null));
        Assert.False(refusal.IsFull);
        Assert.Contains("1048576", refusal.Message, StringComparison.Ordinal);
        _isFree.Set();
        await sink.WaitForAsync(11);
        log.Append(record, null);
        await sink.WaitForAsync(12);
        Assert.Equal(12, log.Position);
        Assert.Empty(sink.Failed);
    }

    [Fact]
    public async Task AFailedWrite_FailsWhatWaitedBehindItAndTheNextAppendGoesOn()
    {
        await using var store = Open();
        var sink = new RecordingSink();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        Append(log, 1);
        await sink.WaitForAsync(1);
        await BlockAsync(log, SimulatedOutcome.Full);
        Append(log, 3);
        Append(log, 4);
        _isFree.Set();
        await sink.WaitForAsync(4);

        Assert.Equal([2, 3, 4], sink.Failed.Select(failed => (int)failed.Pending!));
        Assert.All(sink.Failed, failed => Assert.True(failed.Reason.IsFull));
        Assert.True(log.WriteFault?.IsFull);
        Assert.Equal(1, log.Position);
        Append(log, 5);
        await sink.WaitForAsync(5);
        Assert.Equal((2, 5), (sink.Applied[^1].Position, (int)sink.Applied[^1].Pending!));
        Assert.Null(log.WriteFault);
    }

    [Fact]
    public async Task AFailedWrite_LeavesNothingInTheFile()
    {
        await using var store = Open();
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        Assert.Null(await TestModel.AppendAsync(log, 1));
        var segment = Path.Combine(Model, "00000000000000000001.log");
        var before = _files[segment];
        var failing = _files.Operations.Count;

        // The write, and then cutting the file off.
        _files.Outcome = i => i == failing ? SimulatedOutcome.Full : i == failing + 1 ? SimulatedOutcome.Failure : SimulatedOutcome.Success;
        Assert.NotNull(await TestModel.AppendAsync(log, 2));
        Assert.NotEqual(before, _files[segment]);
        Assert.Null(await TestModel.AppendAsync(log, 3));
        Assert.Equal(before, _files[segment]);
    }

    [Fact]
    public async Task AFailedSnapshot_LeavesEverythingAsItWas()
    {
        await using var store = Open();
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        Assert.Null(await TestModel.AppendAsync(log, 1));
        for (var failing = 0; failing < 5; failing++)
        {
            var first = _files.Operations.Count;
            var names = _files.Copy().ListFiles(Model);
            _files.Outcome = i => i == first + failing ? SimulatedOutcome.Failure : SimulatedOutcome.Success;
            await Assert.ThrowsAsync<StorageException>(() => log.WriteSnapshotAsync(1, "s"u8.ToArray(), CancellationToken.None));
            Assert.NotNull(log.WriteFault);
            Assert.Equal(names, _files.ListFiles(Model));
        }

        _files.Outcome = _ => SimulatedOutcome.Success;
        await log.WriteSnapshotAsync(1, "s"u8.ToArray(), CancellationToken.None);
        Assert.Null(log.WriteFault);
        Assert.Equal([1, 0], await log.ListSnapshotsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Files_AreOpenOnlyWhileEventsCome()
    {
        await using var store = Open();
        var model = new TestModel();
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        Assert.Equal(0, _files.OpenFiles);
        Assert.Null(await TestModel.AppendAsync(log, 1));
        Assert.Equal(1, _files.OpenFiles);
        await log.WriteSnapshotAsync(1, Array.Empty<byte>(), CancellationToken.None);
        Assert.Equal(0, _files.OpenFiles);
        Assert.Null(await TestModel.AppendAsync(log, 2));
        Assert.Equal(1, _files.OpenFiles);
        await log.DisposeAsync();
        Assert.Equal(0, _files.OpenFiles);
        await using var reopened = await store.OpenAsync("model", model, CancellationToken.None);
        Assert.Equal(0, _files.OpenFiles);
    }

    [Fact]
    public async Task Segments_BeginAtSnapshotsAndAtTheirSize()
    {
        await using var store = Open(new FileModelStoreOptions { SegmentBytes = 4096, Retention = LogRetention.All });
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        for (var number = 1; number <= 9; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number, length: 1500));
        }

        await log.WriteSnapshotAsync(9, model.Snapshot, CancellationToken.None);
        await log.WriteSnapshotAsync(9, model.Snapshot, CancellationToken.None);
        Assert.Null(await TestModel.AppendAsync(log, 10));

        Assert.Equal([1, 4, 7, 10], Positions(".log"));
    }

    [Fact]
    public async Task Segments_AreDroppedWhenThePreviousSnapshotHasTheirEvents()
    {
        await LiveAsync(LogRetention.None);

        Assert.Equal([21, 31], Positions(".log"));
        Assert.Equal([20, 30], Positions(".oml"));
    }

    [Fact]
    public async Task RetentionOfAll_KeepsTheFirstSnapshotToo()
    {
        await LiveAsync(LogRetention.All);

        Assert.Equal([1, 11, 21, 31], Positions(".log"));
        Assert.Equal([0, 20, 30], Positions(".oml"));
        await using var store = Open();
        await using var log = (await store.OpenAsync("model", new TestModel(), CancellationToken.None))!;
        var count = 0;
        await foreach (var stored in log.ReadAsync(0, CancellationToken.None))
        {
            Assert.Equal(TestModel.Record(++count), stored.Record.ToArray());
        }

        Assert.Equal(35, count);
    }

    [Fact]
    public async Task RetentionByTime_KeepsYoungSegments()
    {
        await LiveAsync(new LogRetention { Time = TimeSpan.FromHours(1.5) });
        Assert.Equal([11, 21, 31], Positions(".log"));
    }

    [Fact]
    public async Task RetentionByBytes_KeepsAsMuchAsFits()
    {
        await LiveAsync(new LogRetention { Bytes = 450 });
        Assert.Equal([11, 21, 31], Positions(".log"));
    }

    [Theory]
    [InlineData(30.0, null)]
    [InlineData(null, 30 * 480L)]
    [InlineData(60.0, 30 * 480L)]
    public async Task Retention_KeepsSnapshotsThatItsEventsCanBeReplayedFrom(double? days, long? bytes)
    {
        var retention = new LogRetention { Time = days is { } time ? TimeSpan.FromDays(time) : null, Bytes = bytes };
        await using var store = Open(new FileModelStoreOptions { Retention = retention });
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        for (var day = 1; day <= 200; day++)
        {
            // Two events come while each snapshot is written, so that segments straddle snapshots.
            await AppendAsync(log, (10 * day) - 7, (10 * day));
            var snapshot = model.Snapshot;
            await AppendAsync(log, (10 * day) + 1, (10 * day) + 2);
            await log.WriteSnapshotAsync(10 * day, snapshot, CancellationToken.None);
            _files.Now += TimeSpan.FromDays(1);

            var snapshots = Positions(".oml");
            var first = Positions(".log")[0];
            Assert.True(snapshots[0] >= first - 1, $"day {day}: the snapshot {snapshots[0]} is of no use to events from {first} on");
            Assert.InRange(snapshots.Length, 2, 8);
            Assert.True(snapshots[0] <= Math.Max(0, (10 * (day - 29)) + 2), $"day {day}: the oldest snapshot is {snapshots[0]}");
            Assert.True(first > 10 * (day - 45), $"day {day}: the log begins with {first}");
            for (var i = 1; i < snapshots.Length; i++)
            {
                Assert.InRange(snapshots[i] - snapshots[i - 1], 1, 120);
            }
        }

        static async Task AppendAsync(IModelLog log, int from, int to)
        {
            for (var number = Math.Max(1, from); number <= to; number++)
            {
                Assert.Null(await TestModel.AppendAsync(log, number, length: 30));
            }
        }
    }

    [Fact]
    public async Task RetentionThatBeginsLate_KeepsTheSnapshotBeforeTheFirstEvent()
    {
        await LiveAsync(LogRetention.None);
        await using var store = Open(new FileModelStoreOptions { Retention = LogRetention.All });
        var model = new TestModel();
        await using var log = (await store.OpenAsync("model", CancellationToken.None))!;
        await model.RecoverAsync(log);
        for (var number = 36; number <= 40; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number));
            await log.WriteSnapshotAsync(number, model.Snapshot, CancellationToken.None);
        }

        Assert.Equal(21, Positions(".log")[0]);
        Assert.Equal([20, 39, 40], Positions(".oml"));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(10, 13)]
    public async Task AClockThatWasAhead_DoesNotKeepSegmentsForEver(int retainedHours, int mostEvents)
    {
        await using var store = Open(new FileModelStoreOptions { Retention = new LogRetention { Time = TimeSpan.FromHours(retainedHours) } });
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        _files.Now += TimeSpan.FromDays(3650);
        for (var number = 1; number <= 60; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number));
            await log.WriteSnapshotAsync(number, model.Snapshot, CancellationToken.None);
            _files.Now += number == 1 ? TimeSpan.FromDays(-3650) : TimeSpan.FromHours(1);
        }

        Assert.InRange(Positions(".log")[0], 61 - mostEvents, 60);
    }

    [Fact]
    public async Task AClockThatIsBehindForAWhile_DropsNothingThatIsKept()
    {
        _files.Now += TimeSpan.FromDays(3650);
        await using var store = Open(new FileModelStoreOptions { Retention = new LogRetention { Time = TimeSpan.FromDays(30) } });
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        for (var number = 1; number <= 20; number++)
        {
            _files.Now += number == 10 ? TimeSpan.FromDays(-3000) : number == 15 ? TimeSpan.FromDays(3000) : TimeSpan.FromHours(1);
            Assert.Null(await TestModel.AppendAsync(log, number));
            await log.WriteSnapshotAsync(number, model.Snapshot, CancellationToken.None);
        }

        Assert.Equal(1, Positions(".log")[0]);
    }

    [Fact]
    public async Task WithoutALog_OnlySnapshotsAreWritten()
    {
        await using (var store = Open(new FileModelStoreOptions { Durability = Durability.None }))
        {
            var model = new TestModel();
            await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
            Assert.Null(await TestModel.AppendAsync(log, 1));
            await log.WriteSnapshotAsync(1, model.Snapshot, CancellationToken.None);
            Assert.Null(await TestModel.AppendAsync(log, 2));
        }

        Assert.Empty(Positions(".log"));
        await using (var store = Open())
        {
            var model = new TestModel();
            await using var log = (await store.OpenAsync("model", CancellationToken.None))!;
            await model.RecoverAsync(log);
            Assert.Null(await TestModel.AppendAsync(log, 3));
            Assert.Equal([1, 3], model.Learned);
            Assert.Equal(2, log.Position);
            Assert.Empty(log.Faults);
        }
    }

    [Fact]
    public async Task ASinkThatThrows_DoesNotStopTheLog()
    {
        await using var store = Open();
        var sink = new ThrowingSink();
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        for (var number = 1; number <= 3; number++)
        {
            Append(log, number);
        }

        await log.DisposeAsync();
        Assert.Equal(3, log.Position);
    }

    [Fact]
    public async Task ABusyLog_DoesNotKeepAnotherThreadFromItsOwn()
    {
        await using var store = Open(new FileModelStoreOptions { WriterThreads = 2 });
        await using var busy = (await store.CreateAsync("model", Array.Empty<byte>(), new RecordingSink(), CancellationToken.None))!;
        var model = new TestModel();
        await using var other = (await store.CreateAsync("other", Array.Empty<byte>(), model, CancellationToken.None))!;
        await BlockAsync(busy);
        _files.Outcome = _ => SimulatedOutcome.Success;
        Assert.Null(await TestModel.AppendAsync(other, 1));
        Assert.Equal(0, busy.Position);
        _isFree.Set();
    }

    [Fact]
    public async Task ContinueFrom_IsRefusedWhileEventsWait()
    {
        await using var store = Open();
        var sink = new RecordingSink();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        await BlockAsync(log);
        await Assert.ThrowsAsync<InvalidOperationException>(() => log.ContinueFromAsync(5, CancellationToken.None));
        _isFree.Set();
        await sink.WaitForAsync(1);
    }

    [Fact]
    public async Task WriteSnapshot_RefusesAPositionThatIsNotReached()
    {
        await using var store = Open();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), new RecordingSink(), CancellationToken.None))!;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.WriteSnapshotAsync(1, Array.Empty<byte>(), CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.WriteSnapshotAsync(-1, Array.Empty<byte>(), CancellationToken.None));
    }

    private static async Task AppendAndWaitAsync(IModelLog log, int number, int length = 0)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        log.Append(TestModel.Record(number, length), done);
        await done.Task.WaitAsync(LongestWait);
    }

    private static void Append(IModelLog log, int number) => log.Append(TestModel.Record(number), number);

    private FileModelStore Open(FileModelStoreOptions? options = null) =>
        new(ScriptedLife.Folder, options ?? new FileModelStoreOptions { WriterThreads = 1 }, new SimulatedClock(_files), null, _files);

    private long[] Positions(string extension) =>
    [
        .. _files.ListFiles(Model).Where(name => name.EndsWith(extension, StringComparison.Ordinal))
            .Select(name => long.Parse(name.AsSpan(0, 20), CultureInfo.InvariantCulture)),
    ];

    /// <summary>Ten events and a snapshot, three times, an hour apart; then five events.</summary>
    private async Task LiveAsync(LogRetention retention)
    {
        await using var store = Open(new FileModelStoreOptions { Retention = retention });
        var model = new TestModel();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        for (var number = 1; number <= 35; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number));
            if (number % 10 == 0)
            {
                await log.WriteSnapshotAsync(number, model.Snapshot, CancellationToken.None);
                _files.Now += TimeSpan.FromHours(1);
            }
        }
    }

    /// <summary>Appends the event 2 and returns when its write has begun, which goes on when it is freed.</summary>
    private async Task BlockAsync(IModelLog log, SimulatedOutcome outcome = SimulatedOutcome.Success)
    {
        var blocked = _files.Operations.Count;
        _isFree.Reset();
        _files.Outcome = number =>
        {
            if (number != blocked)
            {
                return SimulatedOutcome.Success;
            }

            _arrived.Release();
            Assert.True(_isFree.Wait(LongestWait));
            return outcome;
        };
        Append(log, 2);
        Assert.True(await _arrived.WaitAsync(LongestWait));
    }

    private sealed class SimulatedClock(SimulatedFileSystem files) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => files.Now;
    }

    /// <summary>Notes what it is told and what the files were asked for last before that.</summary>
    private sealed class WatchingSink(SimulatedFileSystem files) : IEventSink
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public void Prepare(ReadOnlySpan<StoredEvent> events) => Note("prepare", events.Length);

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            Note("apply", events.Length);
            Complete(events[^1].Pending);
        }

        public void Fail(object? pending, StorageException reason)
        {
            Note("fail", 1);
            Complete(pending);
        }

        private void Note(string call, int count) => Calls.Enqueue($"{call} {count} after {files.Operations[^1].Split(' ')[0]}");

        private static void Complete(object? pending) => ((TaskCompletionSource)pending!).SetResult();
    }

    private sealed class ThrowingSink : IEventSink
    {
        public void Prepare(ReadOnlySpan<StoredEvent> events) => throw new InvalidOperationException("The sink is broken.");

        public void Apply(ReadOnlySpan<StoredEvent> events) => throw new InvalidOperationException("The sink is broken.");

        public void Fail(object? pending, StorageException reason) => throw new InvalidOperationException("The sink is broken.");
    }
}
