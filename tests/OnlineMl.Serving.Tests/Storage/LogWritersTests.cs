using System.Collections.Concurrent;
using OnlineMl.Serving.Storage;

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
