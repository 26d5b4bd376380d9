using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage;

public sealed class LogWritersTests
{
    private const int Events = 60;

    [Fact]
    public async Task AThreadThatWroteLast_WritesNext()
    {
        await using var store = new FileModelStore(
            ScriptedLife.Folder, new FileModelStoreOptions { WriterThreads = 8 }, time: null, logger: null, new SimulatedFileSystem());
        var sink = new ThreadSink();
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        for (var number = 0; number < Events; number++)
        {
            log.Append([1], null);
            await sink.Applied.WaitAsync(TimeSpan.FromSeconds(30));

            // Time to fall asleep.
            await Task.Delay(2);
        }

        Assert.InRange(sink.Threads.CountBy(thread => thread).Max(threads => threads.Value), Events / 2, Events);
    }

    [Fact]
    public async Task ThreadsThatSleep_EndWithTheStore()
    {
        var store = new FileModelStore(
            ScriptedLife.Folder, new FileModelStoreOptions { WriterThreads = 8 }, time: null, logger: null, new SimulatedFileSystem());
        await Task.Delay(20);
        await store.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ListAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ModelsThatLearnSlowly_HoldUpNoOther(int threads)
    {
        using var isFree = new ManualResetEventSlim();
        var store = new FileModelStore(
            ScriptedLife.Folder, new FileModelStoreOptions { WriterThreads = threads }, time: null, logger: null, new SimulatedFileSystem());
        var slow = new SlowSink(isFree);
        for (var number = 0; number < 10; number++)
        {
            (await store.CreateAsync($"slow-{number}", Array.Empty<byte>(), slow, CancellationToken.None))!.Append([1], null);
        }

        var model = new TestModel();
        await using var log = (await store.CreateAsync("quick", Array.Empty<byte>(), model, CancellationToken.None))!;
        Assert.Null(await TestModel.AppendAsync(log, 1));
        Assert.Null(await TestModel.AppendAsync(log, 2));
        for (var number = 0; number < 10; number++)
        {
            Assert.True(await slow.Entered.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        isFree.Set();
        await store.DisposeAsync();
        Assert.All(slow.Threads, thread => Assert.False(thread.IsAlive));
        Assert.Equal(10, slow.Threads.Distinct().Count());
    }

    [Fact]
    public async Task FurtherThreads_EndWhenTheyAreIdle()
    {
        using var isFree = new ManualResetEventSlim();
        using var writers = new LogWriters(1, TimeSpan.FromMilliseconds(1));
        var usual = Assert.Single(writers.ListThreads());
        var surroundings = new FileLogSurroundings(new FileModelStoreOptions(), writers, TimeProvider.System, NullLogger.Instance, _ => { });
        var files = new SimulatedFileSystem();
        files.CreateFolder("/models");
        var slow = new SlowSink(isFree);
        var logs = Enumerable.Range(0, 3).Select(_ => FileModelLog.Begin("model", new ModelFolder(files, "/models"), surroundings, slow)).ToList();
        foreach (var log in logs)
        {
            log.Append([1], null);
            Assert.True(await slow.Entered.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        var threads = writers.ListThreads();
        Assert.Equal(3, threads.Count);
        isFree.Set();
        foreach (var further in threads.Where(thread => thread != usual))
        {
            Assert.True(further.Join(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal([usual], writers.ListThreads());
        logs[0].Append([1], null);
        Assert.True(await slow.Entered.WaitAsync(TimeSpan.FromSeconds(30)));
        writers.Dispose();
        Assert.False(usual.IsAlive);
    }

    private sealed class SlowSink(ManualResetEventSlim isFree) : IEventSink
    {
        public ConcurrentQueue<Thread> Threads { get; } = new();

        public SemaphoreSlim Entered { get; } = new(0);

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            Threads.Enqueue(Thread.CurrentThread);
            Entered.Release();
            isFree.Wait();
        }

        public void Fail(object? pending, StorageException reason) => throw reason;
    }

    private sealed class ThreadSink : IEventSink
    {
        public ConcurrentQueue<int> Threads { get; } = new();

        public SemaphoreSlim Applied { get; } = new(0);

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            Threads.Enqueue(Environment.CurrentManagedThreadId);
            Applied.Release();
        }

        public void Fail(object? pending, StorageException reason) => throw reason;
    }
}
