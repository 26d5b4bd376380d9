using System.Text;
using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;
using StackExchange.Redis;

namespace OnlineMl.Redis.Tests;

/// <summary>What is kept and dropped on Redis, and what is noticed there.</summary>
public sealed class RedisModelStoreTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly RedisModelStoreOptions _options = new() { Prefix = $"{Guid.NewGuid():N}:", Durability = Durability.OperatingSystem };
    private ConnectionMultiplexer _redis = null!;

    private static CancellationToken None => CancellationToken.None;

    private string Base => _options.Prefix + "{m}:";

    public async Task InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(server.Process.Address);

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Theory]
    [InlineData(null, null, null, 51)]
    [InlineData(100L, null, null, 1)]
    [InlineData(35L, null, null, 21)]
    [InlineData(null, 350L, null, 21)]
    [InlineData(null, null, 3600, 1)]
    [InlineData(35L, null, 3600, 21)]
    public async Task EventsAreDroppedBehindTwoSnapshotsOnlyAndKeptAsLongAsAsked(long? events, long? bytes, int? seconds, long first)
    {
        var retention = events is null && bytes is null && seconds is null ? LogRetention.None : new LogRetention
        {
            Bytes = bytes,
            Time = seconds is { } time ? TimeSpan.FromSeconds(time) : null,
        };
        await using (var store = new RedisModelStore(_redis, _options with { Retention = retention, RetainedEvents = events }))
        {
            var sink = new RecordingSink();
            await using var log = (await store.CreateAsync("m", [0], sink, None))!;
            for (var position = 10; position <= 60; position += 10)
            {
                for (var i = 0; i < 10; i++)
                {
                    log.Append("0123456789"u8, null);
                }

                await sink.WaitForAsync(position);
                Assert.True(await log.WriteSnapshotAsync(position, [(byte)position], None));
            }
        }

        await using var archive = new RedisModelArchive(_redis, _options.Prefix);
        var history = (await archive.OpenAsync("m"))!;
        Assert.Equal((first, 60), (history.First, history.Position));
        var snapshots = await history.ListSnapshotsAsync(None);
        Assert.Equal([60, 50], snapshots.Take(2));
        Assert.Equal(first - 1, snapshots[^1]);
        Assert.True(snapshots.Count <= 8);
    }

    [Fact]
    public async Task EventsAreDroppedByTheirAge_WhateverTheClockOfTheServerSays()
    {
        var options = _options with { Retention = new LogRetention { Time = TimeSpan.FromMinutes(30) } };
        await using var store = new RedisModelStore(_redis, options, new ClockAhead());
        await using var archive = new RedisModelArchive(_redis, _options.Prefix);
        var sink = new RecordingSink();
        await using var log = (await store.CreateAsync("m", [0], sink, None))!;
        for (var position = 1; position <= 5; position++)
        {
            await AppendAndSaveAsync(position);
        }

        Assert.Equal(1, (await archive.OpenAsync("m"))!.First);
        var anHourAgo = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        foreach (var position in (int[])[1, 2, 3])
        {
            await _redis.GetDatabase().HashSetAsync($"{Base}snapshot:{position}", "time", anHourAgo);
        }

        await AppendAndSaveAsync(6);
        Assert.Equal(4, (await archive.OpenAsync("m"))!.First);
        Assert.Equal([6, 5, 4, 3], await log.ListSnapshotsAsync(None));

        async Task AppendAndSaveAsync(int position)
        {
            log.Append("event"u8, null);
            await sink.WaitForAsync(position);
            Assert.True(await log.WriteSnapshotAsync(position, [(byte)position], None));
        }
    }

    [Fact]
    public async Task ALogThatWentBack_IsNotGoneOnWith()
    {
        await using var store = new RedisModelStore(server.Process.Address, _options);
        var sink = new RecordingSink();
        await using var log = (await store.CreateAsync("m", [], sink, None))!;
        for (var i = 1; i <= 5; i++)
        {
            log.Append(Encoding.UTF8.GetBytes($"event {i}"), i);
            await sink.WaitForAsync(i);
        }

        // What a server has that takes over and lacked the last two events.
        var database = _redis.GetDatabase();
        await database.StreamDeleteAsync(Base + "log", ["4-0", "5-0"]);
        await database.ExecuteAsync("XSETID", Base + "log", "3-0");
        await database.HashSetAsync(Base + "meta", [new HashEntry("last", 3), new HashEntry("batch", "")]);
        log.Append("event 6"u8, 6);

        Assert.Equal(LogEnd.Rewritten, await sink.WaitForEndAsync());
        Assert.Equal(5, sink.Applied.Count);
        await using var again = (await store.OpenAsync("m", None))!;
        Assert.Equal(3, again.Position);
    }

    [Fact]
    public async Task WhatANewerVersionWrote_IsNotTouched()
    {
        await using var store = new RedisModelStore(server.Process.Address, _options);
        await (await store.CreateAsync("m", [], new RecordingSink(), None))!.DisposeAsync();
        await _redis.GetDatabase().HashSetAsync(Base + "meta", "version", "2");

        var refusal = await Assert.ThrowsAsync<StorageException>(() => store.OpenAsync("m", None));
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACreationOrDeletionThatBrokeOff_IsNoModelAndHindersNobody()
    {
        await using var store = new RedisModelStore(server.Process.Address, _options);
        var database = _redis.GetDatabase();
        await database.HashSetAsync(_options.Prefix + "names", "m", Guid.CreateVersion7().ToString("N"));
        await database.HashSetAsync(_options.Prefix + "names", "long-ago", Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N"));
        Assert.Empty(await store.ListAsync(None));
        Assert.Equal(["m"], (await database.HashKeysAsync(_options.Prefix + "names")).Select(name => name.ToString()));

        await (await store.CreateAsync("m", [], new RecordingSink(), None))!.DisposeAsync();
        await database.KeyDeleteAsync(_options.Prefix + "names");
        await (await store.OpenAsync("m", None))!.DisposeAsync();
        Assert.Equal(["m"], await store.ListAsync(None));
    }

    [Fact]
    public async Task ADeletedModel_LeavesNoKeys()
    {
        await using var store = new RedisModelStore(server.Process.Address, _options);
        var sink = new RecordingSink();
        await using (var log = (await store.CreateAsync("m", [1], sink, None))!)
        {
            log.Append("event"u8, null);
            await sink.WaitForAsync(1);
            await log.WriteSnapshotAsync(1, [2], None);
            log.PassOver(1);
        }

        Assert.True(await store.DeleteAsync("m", None));
        Assert.Empty(_redis.GetServer(server.Process.Address).Keys(pattern: _options.Prefix + "*"));
    }

    private sealed class ClockAhead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
    }
}
