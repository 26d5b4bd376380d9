using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis.Tests.Storage;

/// <summary>What one server finds in a log on Redis that went back and went on with events of others, as after a fail-over to a server that had not got
/// the last ones.</summary>
public sealed partial class RedisLogTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly LogPoint Start = new(0, Guid.Empty);
    private readonly RedisModelStoreOptions _options = new() { Prefix = $"{Guid.NewGuid():N}:", Durability = Durability.OperatingSystem };
    private RedisConnection _connection = null!;
    private RedisLog _log = null!;

    private static CancellationToken None => CancellationToken.None;

    private ModelKeys Keys => _connection.KeysOf("m");

    public async Task InitializeAsync()
    {
        await using var store = new RedisModelStore(server.Process.Address, _options);
        await (await store.CreateAsync("m", new ReadOnlySequence<byte>([0]), None))!.DisposeAsync();
        _connection = RedisConnection.To(server.Process.Address, _options.Prefix, null);
        _log = await OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await _log.DisposeAsync();
        await _connection.DisposeAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task BehindAnEventThatIsAnother_NothingIsAppendedOrRead(int others)
    {
        var kept = await AppendAsync(Start, 3);
        var lost = await AppendAsync(kept, 2);
        await LoseAsync(kept, lost);
        await AppendAsync(kept, others);

        Assert.Equal(AppendOutcome.Rewritten, await _log.AppendAsync(lost, Guid.NewGuid(), [new byte[1]]));
        Assert.Equal(LogEnd.Rewritten, (await Assert.ThrowsAsync<LogEndedException>(() => ReadAsync(lost))).End);
        Assert.Equal((1, 3 + others), await _log.FindBoundsAsync(None));
        Assert.Equal(others, (await ReadAsync(kept)).Count);
    }

    [Fact]
    public async Task ASnapshotOfEventsThatAreLost_IsNotTaken()
    {
        var kept = await AppendAsync(Start, 3);
        var lost = await AppendAsync(kept, 2);
        await LoseAsync(kept, lost);
        Assert.False(await TakeSnapshotAsync(lost, 4));
        var fifth = await AppendAsync(kept, 2);
        var last = await AppendAsync(fifth, 2);

        Assert.False(await TakeSnapshotAsync(lost, 5));
        Assert.False(await TakeSnapshotAsync(lost, 4));
        Assert.Equal([0], await _log.ListSnapshotsAsync(None));
        Assert.True(await TakeSnapshotAsync(last, 5));
        Assert.Equal(fifth.Batch, (await _log.ReadSnapshotAsync(5, None))!.Value.Batch);
    }

    [Fact]
    public async Task ASnapshotTellsWhichEventItHas_AlsoWhereThatIsDropped()
    {
        var first = await AppendAsync(Start, 2);
        Assert.True(await TakeSnapshotAsync(first, 2));
        var second = await AppendAsync(first, 2);
        Assert.True(await TakeSnapshotAsync(second, 4));
        Assert.Equal((3, 4), await _log.FindBoundsAsync(None));

        Assert.Equal(first.Batch, (await _log.ReadSnapshotAsync(2, None))!.Value.Batch);
        Assert.Equal(2, (await ReadAsync(first)).Count);
        await Assert.ThrowsAsync<LogEndedException>(() => ReadAsync(new LogPoint(2, Guid.NewGuid())));
    }

    [Fact]
    public async Task ASnapshotThatAnEarlierVersionTook_IsReadAndGoneOnFrom()
    {
        var first = await AppendAsync(Start, 2);
        Assert.True(await TakeSnapshotAsync(first, 2));
        Assert.True(await TakeSnapshotAsync(await AppendAsync(first, 2), 4));
        await _connection.RunAsync(database => database.HashDeleteAsync(Keys.Snapshot(2), "batch"));

        Assert.Equal(Guid.Empty, (await _log.ReadSnapshotAsync(2, None))!.Value.Batch);
        Assert.Equal(2, (await ReadAsync(new LogPoint(2, Guid.Empty))).Count);
        Assert.Equal(2, (await ReadAsync(first)).Count);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("pieces")]
    public async Task ASnapshotThatLacksAPiece_IsNotTaken(string lost)
    {
        var at = await AppendAsync(Start, 1);
        var upload = await PutWithoutAsync(lost);
        Assert.Equal("missing", await RunAsync(
            RedisScript.TakeSnapshot, [Keys.Meta, Keys.Log, Keys.Snapshots, upload, Keys.Snapshot(1)], [_log.Epoch, "0", 1, 1, RedisFormat.ToValue(at.Batch)]));
        Assert.Equal([0], await _log.ListSnapshotsAsync(None));
        Assert.False(await _connection.RunAsync(database => database.KeyExistsAsync(upload)));

        await _connection.RunAsync(database => database.KeyDeleteAsync(Keys.Meta));
        upload = await PutWithoutAsync(lost);
        Assert.Equal("missing", await RunAsync(RedisScript.Create, [Keys.Meta, Keys.Log, Keys.PassedOver, Keys.Snapshots, upload, Keys.Snapshot(0)], ["epoch", RedisFormat.Version, ""]));
        Assert.False(await _connection.RunAsync(database => database.KeyExistsAsync(Keys.Meta)));
    }

    [Fact]
    public async Task ASnapshotThatIsSetAside_IsKeptForAWeek_AndOneOfALaterModelIsNotTouched()
    {
        Assert.True(await TakeSnapshotAsync(await AppendAsync(Start, 1), 1));
        await _log.SetSnapshotAsideAsync(1, None);
        Assert.Equal([0], await _log.ListSnapshotsAsync(None));
        Assert.InRange((await _connection.RunAsync(database => database.KeyTimeToLiveAsync(Keys.AsideSnapshot(1)))).GetValueOrDefault().TotalDays, 6, 7);

        await _connection.RunAsync(database => database.HashSetAsync(Keys.Meta, RedisFormat.Epoch, "later"));
        await _log.SetSnapshotAsideAsync(0, None);
        Assert.Equal([0], await _log.ListSnapshotsAsync(None));
        Assert.NotNull(await _log.ReadSnapshotAsync(0, None));
    }

    [Fact]
    public async Task AnEventThatProcessesDiedOf_IsPassedOverByOneOfTheServersThatFindIt()
    {
        await AppendAsync(Start, 3);
        await _connection.RunAsync(database => database.HashSetAsync(Keys.Deaths($"{_log.Epoch}:0"), 2, 2));
        await using var late = await OpenAsync();
        Assert.True(await _log.TryPassOverDeadlyAsync(None));

        Assert.False(await late.TryPassOverDeadlyAsync(None));
        await using var again = await OpenAsync();
        Assert.True(await again.TryPassOverDeadlyAsync(None));
        Assert.Equal([2], await again.ListPassedOverAsync(None));
        Assert.Equal(3, (await ReadAsync(Start)).Count);
    }

    [Fact]
    public async Task LargeEvents_AreReadInSeveralAnswers()
    {
        const int Size = 600_000;
        var at = Start;
        for (var i = 0; i < 8; i++)
        {
            at = await AppendAsync(at, 1, Size);
        }

        await AppendAsync(at, 20);
        var before = CountScripts();
        var read = await ReadAsync(Start);
        Assert.Equal(Enumerable.Range(0, 28).Select(i => i < 8 ? Size : 1), read.Select(stored => stored.Record.Length));

        // Two of them at a time, then the small ones, and that there are no more.
        Assert.Equal(6, CountScripts() - before);
    }

    [GeneratedRegex(@"cmdstat_eval(sha)?:calls=(?<calls>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScriptCalls();

    private int CountScripts() => ScriptCalls().Matches(server.Process.SendForAll("INFO commandstats")).Sum(match => int.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture));

    private async Task<RedisLog> OpenAsync() => (await RedisLog.OpenAsync("m", _connection, new SnapshotRetention(LogRetention.None, null), TimeProvider.System))!;

    /// <summary>Appends events, each by itself.</summary>
    private async Task<LogPoint> AppendAsync(LogPoint at, int count, int size = 1)
    {
        for (var i = 0; i < count; i++)
        {
            var batch = Guid.NewGuid();
            Assert.Equal(AppendOutcome.Appended, await _log.AppendAsync(at, batch, [new byte[size]]));
            at = new LogPoint(at.Position + 1, batch);
        }

        return at;
    }

    private async Task LoseAsync(LogPoint kept, LogPoint last)
    {
        for (var position = kept.Position + 1; position <= last.Position; position++)
        {
            await _connection.RunAsync(database => database.StreamDeleteAsync(Keys.Log, [$"{position}-0"]));
        }

        await _connection.RunAsync(database => database.ExecuteAsync("XSETID", Keys.Log, $"{kept.Position}-0"));
        await _connection.RunAsync(async database =>
        {
            await database.HashSetAsync(Keys.Meta, [new HashEntry("last", kept.Position), new HashEntry("batch", RedisFormat.ToValue(kept.Batch))]);
            return true;
        });
    }

    private async Task<List<SharedEvent>> ReadAsync(LogPoint after)
    {
        var read = new List<SharedEvent>();
        await foreach (var stored in _log.ReadAsync(after, None))
        {
            read.Add(stored);
        }

        return read;
    }

    private Task<bool> TakeSnapshotAsync(LogPoint at, long position) => _log.WriteSnapshotAsync(at, position, new ReadOnlySequence<byte>([(byte)position]), None);

    private async Task<RedisKey> PutWithoutAsync(string field)
    {
        var upload = await new SnapshotPieces(_connection, Keys).PutAsync(new ReadOnlySequence<byte>(new byte[3 << 20]), None);
        Assert.True(await _connection.RunAsync(database => database.HashDeleteAsync(upload, field)));
        return upload;
    }

    private async Task<string> RunAsync(string script, RedisKey[] keys, RedisValue[] values) => (await _connection.EvaluateAsync(script, keys, values)).ToString();
}
