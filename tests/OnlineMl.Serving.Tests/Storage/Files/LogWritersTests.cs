using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class LogWritersTests
{
    private const int Events = 60;
    private const int Threads = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AThreadThatWroteLast_WritesNext()
    {
        await using var store = Open();
        var sink = new ThreadSink(meeting: null);
        await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), sink, CancellationToken.None))!;
        var writers = new List<Thread>();
        for (var number = 0; number < Events; number++)
        {
            log.Append([1], null);
            var writer = await sink.NextAsync();
            writers.Add(writer);
            await FallAsleepAsync(writer);
        }

        Assert.InRange(writers.CountBy(thread => thread).Max(threads => threads.Value), Events / 2, Events);
    }

    [Fact]
    public async Task ThreadsThatSleep_EndWithTheStore()
    {
        var store = Open();
        using var meeting = new Barrier(Threads);
        var sinks = new List<ThreadSink>();
        for (var number = 0; number < Threads; number++)
        {
            // Each thread writes to a model of its own, as none goes on before all have something to write.
            var sink = new ThreadSink(meeting);
            var log = (await store.CreateAsync($"model{number}", Array.Empty<byte>(), sink, CancellationToken.None))!;
            log.Append([1], null);
            sinks.Add(sink);
        }

        var threads = await Task.WhenAll(sinks.Select(sink => sink.NextAsync()));
        Assert.Equal(Threads, threads.Distinct().Count());
        await Task.WhenAll(threads.Select(FallAsleepAsync));
        await Task.Run(() => store.DisposeAsync().AsTask()).WaitAsync(LongestWait);

        Assert.All(threads, thread => Assert.False(thread.IsAlive));
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
        Assert.Empty(writers.ListThreads());
        writers.Start();
        var usual = Assert.Single(writers.ListThreads());
        var context = new FileLogContext(new FileModelStoreOptions(), writers, TimeProvider.System, NullLogger.Instance, (_, _) => { });
        var files = new SimulatedFileSystem();
        files.CreateFolder("/models");
        var slow = new SlowSink(isFree);
        var logs = Enumerable.Range(0, 3).Select(_ => FileModelLog.Begin("model", new ModelFolder(files, "/models"), context)).ToList();
        foreach (var log in logs)
        {
            await log.FollowAsync(0, slow, CancellationToken.None);
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

    private static FileModelStore Open() => new(
        ScriptedLife.Folder, new FileModelStoreOptions { WriterThreads = Threads }, time: null, logger: null, new SimulatedFileSystem());

    private static async Task FallAsleepAsync(Thread thread)
    {
        using var limit = new CancellationTokenSource(LongestWait);
        while (!thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
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

    private sealed class ThreadSink(Barrier? meeting) : IEventSink
    {
        private readonly Channel<Thread> _writers = Channel.CreateUnbounded<Thread>();

        /// <summary>Waits for the next event.</summary>
        /// <returns>The thread that wrote it.</returns>
        public Task<Thread> NextAsync() => _writers.Reader.ReadAsync().AsTask().WaitAsync(LongestWait);

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            meeting?.SignalAndWait(LongestWait);
            _writers.Writer.TryWrite(Thread.CurrentThread);
        }

        public void Fail(object? pending, StorageException reason) => throw reason;
    }
}
