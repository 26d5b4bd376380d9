using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

public class FileModelStoreTests
{
    [Fact]
    public async Task ALogThatIsOpen_CannotBeOpenedOrDeleted()
    {
        await using var store = ScriptedLife.OpenStore(new SimulatedFileSystem());
        await using (await store.CreateAsync("model", Array.Empty<byte>(), new RecordingSink(), CancellationToken.None))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.OpenAsync("model", new RecordingSink(), CancellationToken.None));
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.DeleteAsync("model", CancellationToken.None));
        }

        Assert.True(await store.DeleteAsync("model", CancellationToken.None));
    }

    [Theory]
    [InlineData("churn")]
    [InlineData("Churn.")]
    public async Task AFolderThatIsFoundUnderAnotherSpelling_IsNoModelOfThatName(string other)
    {
        await using var store = ScriptedLife.OpenStore(SimulatedFileSystem.LikeWindows());
        await using (var log = (await store.CreateAsync("Churn", Array.Empty<byte>(), new TestModel(), CancellationToken.None))!)
        {
            await TestModel.AppendAsync(log, 1);
            Assert.False(await store.ExistsAsync(other, CancellationToken.None));
            Assert.Null(await store.OpenAsync(other, new TestModel(), CancellationToken.None));
            Assert.Null(await store.CreateAsync(other, Array.Empty<byte>(), new TestModel(), CancellationToken.None));
            Assert.False(await store.DeleteAsync(other, CancellationToken.None));
            await TestModel.AppendAsync(log, 2);
        }

        var model = new TestModel();
        await model.RecoverAsync((await store.OpenAsync("Churn", CancellationToken.None))!);
        Assert.Equal([1, 2], model.Learned);
        Assert.True(await store.ExistsAsync("Churn", CancellationToken.None));
    }

    [Fact]
    public async Task ANameThatIsUsedAgainInAnotherSpelling_IsThatOfTheNewModelOnly()
    {
        await using var store = ScriptedLife.OpenStore(SimulatedFileSystem.LikeWindows());
        foreach (var (name, other) in new[] { ("Churn", "churn"), ("churn", "Churn"), ("Churn", "churn") })
        {
            await using (await store.CreateAsync(name, Array.Empty<byte>(), new TestModel(), CancellationToken.None))
            {
                Assert.True(await store.ExistsAsync(name, CancellationToken.None));
                Assert.False(await store.ExistsAsync(other, CancellationToken.None));
            }

            Assert.True(await store.DeleteAsync(name, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(SimulatedOutcome.Failure, 1)]
    [InlineData(SimulatedOutcome.Failure, 3)]
    [InlineData(SimulatedOutcome.Failure, 20)]
    [InlineData(SimulatedOutcome.LateFailure, 1)]
    [InlineData(SimulatedOutcome.LateFailure, 3)]
    [InlineData(SimulatedOutcome.Full, 20)]
    public async Task ACreationThatFails_LeavesNoModel(SimulatedOutcome outcome, int operations)
    {
        for (var failing = 0; ; failing++)
        {
            var files = new SimulatedFileSystem();
            await using var store = ScriptedLife.OpenStore(files);
            var first = files.Operations.Count + failing;
            files.Outcome = number => number >= first && number < first + operations ? outcome : SimulatedOutcome.Success;
            IModelLog? created = null;
            try
            {
                created = await store.CreateAsync("model", Array.Empty<byte>(), new TestModel(), CancellationToken.None);
            }
            catch (StorageException)
            {
            }

            if (created is not null)
            {
                Assert.True(failing > 3);
                return;
            }

            files.Outcome = _ => SimulatedOutcome.Success;
            Assert.Empty(await store.ListAsync(CancellationToken.None));
            Assert.Null(await store.OpenAsync("model", new TestModel(), CancellationToken.None));
            Assert.False(await store.DeleteAsync("model", CancellationToken.None));
            Assert.Empty(await ScriptedLife.OpenStore(files.AfterPowerLoss(chance: null)).ListAsync(CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(SimulatedOutcome.Failure, 3)]
    [InlineData(SimulatedOutcome.LateFailure, 3)]
    public async Task ACreationThatFailed_CanBeTriedAgain(SimulatedOutcome outcome, int operations)
    {
        for (var failing = 0; failing < 8; failing++)
        {
            var files = new SimulatedFileSystem();
            await using var store = ScriptedLife.OpenStore(files);
            var first = files.Operations.Count + failing;
            files.Outcome = number => number >= first && number < first + operations ? outcome : SimulatedOutcome.Success;
            IModelLog? log = null;
            for (var attempt = 0; log is null && attempt < 5; attempt++)
            {
                try
                {
                    log = await store.CreateAsync("model", "1"u8.ToArray(), new TestModel(), CancellationToken.None);
                    Assert.NotNull(log);
                }
                catch (StorageException)
                {
                }
            }

            files.Outcome = _ => SimulatedOutcome.Success;
            Assert.Null(await TestModel.AppendAsync(log!, 2));
            await log!.DisposeAsync();
            await using var restarted = ScriptedLife.OpenStore(files.AfterPowerLoss(chance: null));
            var model = new TestModel();
            await using var opened = (await restarted.OpenAsync("model", CancellationToken.None))!;
            await model.RecoverAsync(opened);
            Assert.Equal([1, 2], model.Learned);
        }
    }

    [Fact]
    public async Task LeftoversOfCreationAndDeletion_AreRemovedAtTheStart()
    {
        var files = new SimulatedFileSystem();
        foreach (var name in new[] { "~new-a", "~deleted-b", "c" })
        {
            files.CreateFolder($"{ScriptedLife.Folder}/{name}");
            files[$"{ScriptedLife.Folder}/{name}/00000000000000000000.oml"] = [1];
        }

        await using var store = ScriptedLife.OpenStore(files);
        Assert.Equal(["c"], files.ListFolders(ScriptedLife.Folder));
        Assert.Equal(["c"], await store.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task WhatIsNoModel_IsNotListed()
    {
        var files = new SimulatedFileSystem();
        files.CreateFolder($"{ScriptedLife.Folder}/lost+found");
        await using var store = ScriptedLife.OpenStore(files);
        Assert.Empty(await store.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task UnfinishedFiles_AreRemovedWhenTheModelIsOpened()
    {
        var files = new SimulatedFileSystem();
        await using var store = ScriptedLife.OpenStore(files);
        await (await store.CreateAsync("model", Array.Empty<byte>(), new RecordingSink(), CancellationToken.None))!.DisposeAsync();
        files[$"{ScriptedLife.Folder}/model/~00000000000000000007.oml"] = [1];
        await using var log = await store.OpenAsync("model", new RecordingSink(), CancellationToken.None);
        Assert.Equal(["00000000000000000000.oml"], files.ListFiles($"{ScriptedLife.Folder}/model"));
    }

    [Fact]
    public async Task AModelThatCannotBeRead_IsLeftAsItIs()
    {
        var files = new SimulatedFileSystem();
        await using var store = ScriptedLife.OpenStore(files);
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), new TestModel(), CancellationToken.None))!;
        Assert.Null(await TestModel.AppendAsync(log, 1));
        await log.DisposeAsync();
        var before = files.ListFiles($"{ScriptedLife.Folder}/model");
        files.Outcome = number => files.Operations[number].StartsWith("read", StringComparison.Ordinal) ? SimulatedOutcome.Failure : SimulatedOutcome.Success;
        await Assert.ThrowsAsync<StorageException>(() => store.OpenAsync("model", new TestModel(), CancellationToken.None));
        files.Outcome = _ => SimulatedOutcome.Success;

        Assert.Equal(before, files.ListFiles($"{ScriptedLife.Folder}/model"));
        await using var opened = await store.OpenAsync("model", new TestModel(), CancellationToken.None);
        Assert.Equal(1, opened!.Position);
    }

    [Theory]
    [InlineData(16 * 1024, 10, true)]
    [InlineData(16 * 1024, 2_000, false)]
    [InlineData(0, 10, false)]
    public async Task AFileGrowsAheadOfSmallEventsUntilItIsClosed(int growthBytes, int eventBytes, bool isExpected)
    {
        var files = new SimulatedFileSystem();
        await using var store = new FileModelStore("/models", new FileModelStoreOptions { GrowthBytes = growthBytes }, null, null, files);
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), new TestModel(), CancellationToken.None))!;
        long written = SegmentFormat.HeaderBytes;
        for (var number = 1; written < 4096; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number, eventBytes));
            written += SegmentFormat.FrameBytes + TestModel.Record(number, eventBytes).Length;
        }

        var segment = $"/models/model/{ModelFolder.SegmentName(1)}";
        Assert.InRange(files.LengthOf(segment), isExpected ? written + 1 : written, isExpected ? 2 * written : written);
        await log.DisposeAsync();
        Assert.Equal(written, files.LengthOf(segment));
    }

    [Theory]
    [InlineData(4095, 1 << 20, 1)]
    [InlineData((1 << 30) + 1, 1 << 20, 1)]
    [InlineData(4096, (1 << 20) - 1, 1)]
    [InlineData(4096, 1 << 20, 0)]
    [InlineData(4096, 1 << 20, 65)]
    public void Options_OutOfRangeAreRefused(int segmentBytes, int mostPendingBytes, int writerThreads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileModelStoreOptions
        {
            SegmentBytes = segmentBytes,
            MaxPendingBytes = mostPendingBytes,
            WriterThreads = writerThreads,
        });

    [Fact]
    public async Task Append_AllocatesNothingInTheLongRun()
    {
        using var folder = new TemporaryFolder();
        var options = new FileModelStoreOptions { Durability = Durability.OperatingSystem, WriterThreads = 1 };
        await using var store = new FileModelStore(folder.Path, options);
        var sink = new CountingSink();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        var pending = new object();
        AppendInGroups(1, 20_000);

        // While the writer is held up buffers may still grow, so that one round without an allocation is the proof.
        var least = long.MaxValue;
        for (var first = 20_001; first < 200_000 && least > 0; first += 20_000)
        {
            sink.Restart();
            var before = GC.GetAllocatedBytesForCurrentThread();
            AppendInGroups(first, first + 19_999);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before + sink.Allocated);
        }

        Assert.Equal(0, least);

        void AppendInGroups(int first, int last)
        {
            Span<byte> record = stackalloc byte[200];
            for (var position = first; position <= last; position++)
            {
                log.Append(record, pending);
                if (position % 64 == 0)
                {
                    sink.WaitFor(position);
                }
            }

            sink.WaitFor(last);
        }
    }

    /// <summary>Counts what the writing thread allocates.</summary>
    private sealed class CountingSink : IEventSink
    {
        private long _start = -1;
        private long _applied;

        public long Allocated { get; private set; }

        public void Restart() => _start = -1;

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            var now = GC.GetAllocatedBytesForCurrentThread();
            _start = _start < 0 ? now : _start;
            Allocated = now - _start;
            Volatile.Write(ref _applied, events[^1].Position);
        }

        public void Fail(object? pending, StorageException reason) => throw reason;

        public void WaitFor(long position)
        {
            var wait = default(SpinWait);
            while (Volatile.Read(ref _applied) < position)
            {
                wait.SpinOnce();
            }
        }
    }
}
