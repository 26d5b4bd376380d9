using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using OnlineMl.Storage.Conformance;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>What a server that shares a log makes of answers that do not come.</summary>
public sealed class FencedLogTests : IAsyncDisposable
{
    private static readonly FencedLogOptions Options = new() { Patience = TimeSpan.FromMilliseconds(200), Rest = TimeSpan.FromMilliseconds(5) };
    private readonly SharedMemory _place = new() { KeepsAllEvents = true };
    private readonly SharedMemoryStore _store;
    private readonly SharedMemoryStore _other;
    private LossyLog? _network;

    public FencedLogTests()
    {
        _store = new SharedMemoryStore(_place, Options, log => _network = new LossyLog(log));
        _other = new SharedMemoryStore(_place);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(Loss.Request, 0)]
    [InlineData(Loss.Answer, 0)]
    [InlineData(Loss.Request, 2)]
    [InlineData(Loss.Answer, 2)]
    public async Task WhatIsLostOnTheWay_IsStoredOnceAllTheSame(object what, int readsThatFail)
    {
        var sink = new RecordingSink();
        await using var store = new SharedMemoryStore(_place, Options with { Patience = TimeSpan.FromMinutes(1) }, log => _network = new LossyLog(log));
        await using var log = (await store.CreateAsync("m", [], sink, CancellationToken.None))!;
        await using var other = (await _other.OpenAsync("m", new RecordingSink(), CancellationToken.None))!;
        var (calls, reads) = (0, 0);
        _network!.Loses = () => ++calls % 3 == 0 ? null : (Loss)what;
        _network.LosesEnd = () => reads++ % 3 < readsThatFail;
        for (var i = 0; i < 200; i++)
        {
            log.Append(Encoding.UTF8.GetBytes($"own {i}"), i);
            other.Append(Encoding.UTF8.GetBytes($"other {i}"), null);
        }

        await sink.WaitForAsync(400);
        Assert.Empty(sink.Failed);
        Assert.Equal(Enumerable.Range(0, 200), sink.Applied.Where(e => e.Pending is not null).Select(e => (int)e.Pending!));
        Assert.Equal(400, log.Position);
        Assert.Equal(400, sink.Applied.Select(e => Encoding.UTF8.GetString(e.Record)).Distinct(StringComparer.Ordinal).Count());

        _network.LosesEnd = () => false;
        await log.CatchUpAsync(CancellationToken.None);
        Assert.Null(log.WriteFault);
    }

    [Fact]
    public async Task WhatIsRefused_FailsAtOnceAndIsNeverStored()
    {
        var sink = new DoubtingSink();
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        _network!.Loses = () => Loss.Refused;
        log.Append("event"u8, "pending");
        Assert.Equal("failed pending", await sink.NextAsync());
        Assert.Equal("There is no space.", log.WriteFault?.Message);
        await log.CatchUpAsync(CancellationToken.None);
        Assert.NotNull(log.WriteFault);

        _network.Loses = () => null;
        log.Append("another"u8, "next");
        Assert.Equal("applied next", await sink.NextAsync());
        Assert.Equal(1, log.Position);
        Assert.Null(log.WriteFault);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Loss.Refused)]
    [InlineData(Loss.NotSent)]
    public async Task WhereOneAppendFollowsTheOther_WhoeverCatchesUpDoesNotWaitForTheirEnd(object? what)
    {
        const int enough = 1_000_000;
        var sink = new RepeatingSink(enough);
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        await using var other = (await _other.OpenAsync("m", new RecordingSink(), CancellationToken.None))!;
        other.Append("of the other"u8, null);
        await other.CatchUpAsync(CancellationToken.None);

        _network!.Loses = () => (Loss?)what;
        sink.Append = () => log.Append("event"u8, null);
        sink.Append();
        var catching = log.CatchUpAsync(CancellationToken.None).AsTask();
        sink.Catching = catching;
        await catching;
        Assert.True(log.Position >= 1);
        Assert.InRange(sink.Appended, 0, enough - 1);
        sink.Append = null;
    }

    [Fact]
    public async Task WhatCannotBeSent_FailsAfterAWhileAndIsNotInDoubt()
    {
        var sink = new DoubtingSink();
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        _network!.Loses = () => Loss.NotSent;
        log.Append("event"u8, "pending");
        Assert.Equal("failed pending", await sink.NextAsync());

        _network.Loses = () => null;
        await log.CatchUpAsync(CancellationToken.None);
        Assert.Null(log.WriteFault);
    }

    [Fact]
    public async Task WhatIsInDoubt_ComesAsThatOfAnotherWhenItWasStored()
    {
        var sink = new DoubtingSink();
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        _network!.Loses = () => Loss.RequestForNow;
        log.Append("event"u8, "pending");
        Assert.Equal("in doubt pending", await sink.NextAsync());

        foreach (var delivery in _network.Delayed)
        {
            await delivery();
        }

        Assert.Equal("applied ", await sink.NextAsync());
        _network.Loses = () => null;
        log.Append("another"u8, "next");
        Assert.Equal("applied next", await sink.NextAsync());
        Assert.Equal(2, log.Position);
    }

    [Fact]
    public async Task AnAppendThatOthersWereFasterThan_IsCountedByItsStore()
    {
        using var gate = new SemaphoreSlim(0);
        var sink = new DoubtingSink { Applying = stored => Assert.True((string?)stored.Pending != "first" || gate.Wait(TimeSpan.FromSeconds(60))) };
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        log.Append("first"u8, "first");
        Assert.Equal("applied first", await sink.NextAsync());

        // The store is busy with its event while another appends.
        var others = new RecordingSink();
        await using var other = (await _other.OpenAsync("m", others, CancellationToken.None))!;
        other.Append("another"u8, "another");
        await others.WaitForAsync(1);
        log.Append("second"u8, "second");
        log.Append("third"u8, "third");
        gate.Release();
        Assert.Equal(["applied ", "applied second", "applied third"], [await sink.NextAsync(), await sink.NextAsync(), await sink.NextAsync()]);
        Assert.Equal((1L, 2L), (_store.Counts.Conflicts, _store.Counts.FencedEvents));
        Assert.Equal((0L, 0L), (_other.Counts.Conflicts, _other.Counts.FencedEvents));
    }

    [Fact]
    public async Task ALogThatWentBack_IsNotGoneOnWith()
    {
        var sink = new RecordingSink();
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        for (var i = 1; i <= 5; i++)
        {
            log.Append("event"u8, i);
            await sink.WaitForAsync(i);
        }

        _place.Find("m")!.Lose(after: 3);
        await using (var other = (await _other.OpenAsync("m", new RecordingSink(), CancellationToken.None))!)
        {
            other.Append("another 4"u8, null);
            other.Append("another 5"u8, null);
            other.Append("another 6"u8, null);
        }

        Assert.Equal(LogEnd.Rewritten, await sink.WaitForEndAsync());
        Assert.Equal(5, sink.Applied.Count);
        Assert.False(await log.WriteSnapshotAsync(5, [5], CancellationToken.None));
        Assert.Equal(0, _network!.Snapshots);
    }

    [Fact]
    public async Task ASnapshotOfEventsThatAreLost_IsNotStored()
    {
        using var gate = new SemaphoreSlim(0);
        var sink = new DoubtingSink { Applying = stored => Assert.True(stored.Position < 5 || gate.Wait(TimeSpan.FromSeconds(60))) };
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        for (var i = 1; i <= 5; i++)
        {
            log.Append("event"u8, i);
            Assert.Equal($"applied {i}", await sink.NextAsync());
        }

        // The server is busy with its last event, and does not hear what happens to it.
        _place.Find("m")!.Lose(after: 3);
        await AppendOthersAsync(3);
        Assert.False(await log.WriteSnapshotAsync(5, [5], CancellationToken.None));
        Assert.False(await log.WriteSnapshotAsync(4, [4], CancellationToken.None));
        Assert.Equal([0], await log.ListSnapshotsAsync(CancellationToken.None));
        gate.Release();
        Assert.Equal($"ended {LogEnd.Rewritten}", await sink.NextAsync());
    }

    [Fact]
    public async Task ALogOpenedAtItsSnapshotThatWentBack_IsNotGoneOnWith()
    {
        await StoreAsync(5, snapshotAt: 5);
        var sink = new RecordingSink();
        await using var log = (await _store.OpenAsync("m", CancellationToken.None))!;
        Assert.NotNull(await log.ReadSnapshotAsync(5, CancellationToken.None));
        await log.FollowAsync(5, sink, CancellationToken.None);
        _place.Find("m")!.Lose(after: 3);
        await AppendOthersAsync(3);

        Assert.Equal(LogEnd.Rewritten, await sink.WaitForEndAsync());
        Assert.Empty(sink.Applied);
    }

    [Fact]
    public async Task ALogThatWentBackBehindTheSnapshotThatWasRead_IsNotReadOn()
    {
        await StoreAsync(7, snapshotAt: 5);
        await using var log = (await _store.OpenAsync("m", CancellationToken.None))!;
        Assert.NotNull(await log.ReadSnapshotAsync(5, CancellationToken.None));
        _place.Find("m")!.Lose(after: 3);
        await AppendOthersAsync(4);

        await foreach (var stored in log.ReadAsync(5, CancellationToken.None))
        {
            Assert.Fail($"Event {stored.Position} is of another log than the snapshot.");
        }

        Assert.Equal("Event 6 is not in the log any more.", Assert.Single(log.Faults).Message);
    }

    [Fact]
    public async Task ACallInDoubt_IsRefusedAsUnknownAndCountsOnceWhenItIsRepeated()
    {
        await using var host = Host(_store);
        await using var otherHost = Host(_other);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await client.LearnAsync(Learn("m", 1, 2, "first"));
        _network!.Loses = () => Loss.RequestForNow;
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("m", 2, 4, "key")));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("not known", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("same idempotency key", refusal.Message, StringComparison.Ordinal);

        await _network.Delayed[0]();
        _network.Loses = () => null;
        await client.LearnAsync(Learn("m", 2, 4, "key"));

        Assert.Equal(2, (await client.GetStatsAsync("m")).Learn.Calls);
        Assert.Equal(await host.ReadStateHashAsync("m", CancellationToken.None), await otherHost.ReadStateHashAsync("m", CancellationToken.None));
    }

    [Theory]
    [InlineData(LogEnd.Rewritten)]
    [InlineData(LogEnd.Deleted)]
    public async Task WhereALogHasEnded_ItsSinkKnowsBeforeWhoeverWaits(object end)
    {
        var sink = new DoubtingSink();
        await using var log = (await _store.CreateAsync("m", [], sink, CancellationToken.None))!;
        log.Append("one"u8, 1);
        Assert.Equal("applied 1", await sink.NextAsync());
        if ((LogEnd)end == LogEnd.Deleted)
        {
            Assert.True(await _other.DeleteAsync("m", CancellationToken.None));
        }
        else
        {
            await using var other = await _other.OpenAsync("m", CancellationToken.None);
            await other!.ContinueFromAsync(0, CancellationToken.None);
        }

        log.Append("two"u8, 2);
        Assert.Equal($"ended {end}", await sink.NextAsync());
        Assert.Equal("failed 2", await sink.NextAsync());
    }

    [Fact]
    public async Task AHostWhoseLogIsRewritten_ReadsItAnew()
    {
        await using var host = Host(_store);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        for (var i = 0; i < 5; i++)
        {
            await client.LearnAsync(Learn("m", i, 2 * i));
        }

        await using (var log = await _other.OpenAsync("m", CancellationToken.None))
        {
            await log!.ContinueFromAsync(3, CancellationToken.None);
        }

        // The first call may meet the log that is no longer what it was.
        try
        {
            await client.LearnAsync(Learn("m", 1, 2, "key"));
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.Unavailable)
        {
            await client.LearnAsync(Learn("m", 1, 2, "key"));
        }

        Assert.Equal(4, (await client.GetStatusAsync("m")).Position);
    }

    private async Task StoreAsync(int events, long snapshotAt)
    {
        var sink = new RecordingSink();
        await using var log = (await _other.CreateAsync("m", [], sink, CancellationToken.None))!;
        for (var i = 1; i <= events; i++)
        {
            log.Append("event"u8, null);
            await sink.WaitForAsync(i);
        }

        Assert.True(await log.WriteSnapshotAsync(snapshotAt, [5], CancellationToken.None));
    }

    private async Task AppendOthersAsync(int count)
    {
        var sink = new RecordingSink();
        await using var other = (await _other.OpenAsync("m", sink, CancellationToken.None))!;
        for (var i = 1; i <= count; i++)
        {
            other.Append("another"u8, null);
            await sink.WaitForAsync(i);
        }
    }

    private static ModelHost Host(IModelStore store) => new(
        store, ComponentCatalog.BuiltIn, Microsoft.Extensions.Options.Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);

    /// <summary>Appends the next event as soon as one is applied or has failed, until somebody has caught up, or a number of times.</summary>
    private sealed class RepeatingSink(int most) : IEventSink
    {
        private int _appended;

        public Action? Append { get; set; }

        public Task? Catching { get; set; }

        public int Appended => Volatile.Read(ref _appended);

        public void Apply(ReadOnlySpan<StoredEvent> events) => Repeat();

        public void Fail(object? pending, StorageException reason) => Repeat();

        private void Repeat()
        {
            if (Append is { } append && Catching?.IsCompleted != true && (Catching is null || Interlocked.Increment(ref _appended) < most))
            {
                append();
            }
        }
    }

    /// <summary>Notes what it is told, in words.</summary>
    private sealed class DoubtingSink : IEventSink
    {
        private readonly System.Threading.Channels.Channel<string> _told = System.Threading.Channels.Channel.CreateUnbounded<string>();

        /// <summary>Called with each event that is applied, after it was noted.</summary>
        public Action<StoredEvent>? Applying { get; init; }

        public async Task<string> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            foreach (var stored in events)
            {
                Note($"applied {stored.Pending}");
                Applying?.Invoke(stored);
            }
        }

        public void Fail(object? pending, StorageException reason) => Note($"failed {pending}");

        public void InDoubt(object? pending, StorageException reason) => Note($"in doubt {pending}");

        public void End(LogEnd end) => Note($"ended {end}");

        private void Note(string what) => Assert.True(_told.Writer.TryWrite(what));
    }
}
