using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>The log and the snapshots of one model on Redis, as one server sees them.</summary>
internal sealed class RedisLog : ISharedLog
{
    private const int MaxEventsAtOnce = 512;

    // Redis does nothing else while it answers, and an answer has to come in time over a slow network, too.
    private const int MaxBytesAtOnce = 1 << 20;

    private readonly string _name;
    private readonly RedisConnection _connection;
    private readonly SnapshotRetention _retention;
    private readonly ModelKeys _keys;
    private readonly SnapshotPieces _pieces;
    private readonly string _epoch;
    private readonly TimeProvider _time;
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private string _rewritings;
    private Action? _changed;
    private ReplaySuspicion _suspicion = ReplaySuspicion.None;
    private RedisReplayMark? _mark;

    private RedisLog(string name, RedisConnection connection, SnapshotRetention retention, TimeProvider time, string epoch, string rewritings, string? createdBy)
    {
        _time = time;
        CreatedBy = createdBy;
        (_name, _connection, _retention, _epoch, _rewritings) = (name, connection, retention, epoch, rewritings);
        _keys = connection.KeysOf(name);
        _pieces = new SnapshotPieces(connection, _keys);
    }

    /// <inheritdoc/>
    public string Epoch => _epoch;

    /// <inheritdoc/>
    public string? CreatedBy { get; }

    /// <summary>Opens the log of a model.</summary>
    /// <returns>The log, or null when there is no such model.</returns>
    /// <exception cref="StorageException">Redis is away, or a newer version wrote the log.</exception>
    public static async Task<RedisLog?> OpenAsync(string name, RedisConnection connection, SnapshotRetention retention, TimeProvider time)
    {
        var meta = await connection.RunAsync(database =>
            database.HashGetAsync(connection.KeysOf(name).Meta, ["epoch", "rewritings", "version", RedisFormat.Creator])).ConfigureAwait(false);
        if (meta[0].IsNull)
        {
            return null;
        }

        return meta[2] == RedisFormat.Version
            ? new RedisLog(name, connection, retention, time, meta[0].ToString(), meta[1].ToString(), (string?)meta[3])
            : throw new StorageException($"The model '{name}' was written to Redis by a newer version, in format {meta[2]}; {RedisFormat.Version} is understood. Nothing of it was changed.") { IsOfModel = true };
    }

    /// <inheritdoc/>
    public ICarriedPredictions Carried => new RedisPredictions(_connection, _keys, _epoch);

    /// <inheritdoc/>
    public async Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var values = new RedisValue[8 + records.Count];
        var bytes = 0L;
        for (var i = 0; i < records.Count; i++)
        {
            values[8 + i] = records[i];
            bytes += records[i].Length;
        }

        (values[0], values[1], values[2], values[3]) = (_epoch, _rewritings, at.Position, RedisFormat.ToValue(at.Batch));
        (values[4], values[5], values[6], values[7]) = (_keys.Changed.ToString(), _writer, RedisFormat.ToValue(batch), bytes);
        return ToOutcome((await _connection.AppendAsync(RedisScript.Append, [_keys.Meta, _keys.Log], values).ConfigureAwait(false)).ToString());
    }

    /// <inheritdoc/>
    public async Task<(long First, long Last)> FindBoundsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = (RedisResult[])(await _connection.EvaluateAsync(RedisScript.FindBounds, [_keys.Meta, _keys.Log], [_epoch]).ConfigureAwait(false))!;
        ThrowIfEnded(answer);
        return ((long)answer[1], (long)answer[2]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = (RedisResult[])(await _connection.EvaluateAsync(
                RedisScript.ReadEvents,
                [_keys.Meta, _keys.Log, _keys.Snapshot(after.Position)],
                [_epoch, _rewritings, after.Position, RedisFormat.ToValue(after.Batch), MaxEventsAtOnce, MaxBytesAtOnce]).ConfigureAwait(false))!;
            ThrowIfEnded(answer);
            if (answer.Length == 1)
            {
                yield break;
            }

            for (var i = 1; i < answer.Length; i += 2)
            {
                var read = new SharedEvent(after.Position + 1, new Guid((byte[])answer[i]!), (byte[])answer[i + 1]!);
                after = read.Point;
                yield return read;
            }
        }
    }

    /// <inheritdoc/>
    public void Watch(Action changed)
    {
        _changed = changed;
        _connection.Watch(changed);
        _ = ListenAsync(changed);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> ListPassedOverAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var positions = await _connection.RunAsync(database => database.SetMembersAsync(_keys.PassedOver)).ConfigureAwait(false);
        return [.. positions.Select(position => (long)position).Order()];
    }

    /// <inheritdoc/>
    public void PassOver(long position)
    {
        if (!TryPassOverAsync(position).GetAwaiter().GetResult())
        {
            throw WasRewritten();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var positions = await _connection.RunAsync(database => database.SortedSetRangeByRankAsync(_keys.Snapshots, order: Order.Descending)).ConfigureAwait(false);
        return [.. positions.Select(position => (long)position)];
    }

    /// <inheritdoc/>
    public Task<SharedSnapshot?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => _pieces.ReadAsync(position, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> WriteSnapshotAsync(LogPoint at, long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        var upload = await _pieces.PutAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var answer = await _connection.EvaluateAsync(
            RedisScript.TakeSnapshot,
            [_keys.Meta, _keys.Log, _keys.Snapshots, upload, _keys.Snapshot(position)],
            [_epoch, _rewritings, position, at.Position, RedisFormat.ToValue(at.Batch)]).ConfigureAwait(false);
        switch (answer.ToString())
        {
            case "stored":
                await _retention.TrimAsync(_connection, _keys, _epoch).ConfigureAwait(false);
                return true;
            case "unwanted":
                return false;
            default:
                throw new StorageException($"The snapshot of the model '{_name}' was lost on its way.");
        }
    }

    /// <inheritdoc/>
    public async Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _connection.EvaluateAsync(
            RedisScript.SetAside, [_keys.Meta, _keys.Snapshots, _keys.Snapshot(position), _keys.AsideSnapshot(position)], [_epoch, position]).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ContinueFromAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await _connection.EvaluateAsync(
            RedisScript.ContinueFrom,
            [_keys.Meta, _keys.Log, _keys.PassedOver, _keys.Snapshots],
            [_epoch, _rewritings, position, _keys.SnapshotPrefix, _keys.AsidePrefix, _keys.Changed.ToString()]).ConfigureAwait(false);
        if (!TryTakeRewritings(answer))
        {
            throw WasRewritten();
        }
    }

    /// <summary>Finds out of which events processes died when they were replayed, one after the other, and passes them over.</summary>
    /// <returns>False when the log was rewritten since it was opened, as by another server that passed them over, too.</returns>
    /// <exception cref="StorageException">Redis is away.</exception>
    public async Task<bool> TryPassOverDeadlyAsync(CancellationToken cancellationToken)
    {
        _suspicion = await Replays.FindAsync(cancellationToken).ConfigureAwait(false);
        foreach (var position in _suspicion.Guilty)
        {
            if (!await TryPassOverAsync(position).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public IReplayMark BeginReplay(long end) => _mark = new RedisReplayMark(Replays, _suspicion, end, _time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_mark is { } mark)
        {
            // A replay may hang on an event, and then no process has died of it.
            mark.Dispose();
            await mark.Ended.ConfigureAwait(false);
        }

        if (_changed is null)
        {
            return;
        }

        _connection.Unwatch(_changed);
        try
        {
            var subscriber = (await _connection.ConnectAsync().ConfigureAwait(false)).GetSubscriber();
            await subscriber.UnsubscribeAsync(_keys.Changed, OnChanged, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception reason) when (RedisFailure.IsOfRedis(reason) || reason is StorageException)
        {
            // Nobody is told anything without a connection.
        }
    }

    // What is known of events of a log does not hold for those of another that took its place.
    private ReplayMarks Replays => new(_connection, _keys, $"{_epoch}:{_rewritings}", _time);

    private static AppendOutcome ToOutcome(string answer) => answer switch
    {
        "appended" => AppendOutcome.Appended,
        "moved" => AppendOutcome.Moved,
        "deleted" => AppendOutcome.Deleted,
        "rewritten" => AppendOutcome.Rewritten,
        _ => throw new InvalidOperationException($"Redis answers '{answer}'."),
    };

    private static void ThrowIfEnded(RedisResult[] answer)
    {
        switch (answer[0].ToString())
        {
            case "deleted":
                throw new LogEndedException(LogEnd.Deleted);
            case "rewritten":
                throw new LogEndedException(LogEnd.Rewritten);
            default:
                return;
        }
    }

    private async Task<bool> TryPassOverAsync(long position) => TryTakeRewritings(await _connection.EvaluateAsync(
        RedisScript.PassOver, [_keys.Meta, _keys.PassedOver], [_epoch, _rewritings, position, _keys.Changed.ToString()]).ConfigureAwait(false));

    // What changed before there was somebody to hear it is asked for once.
    private async Task ListenAsync(Action changed)
    {
        try
        {
            var subscriber = (await _connection.ConnectAsync().ConfigureAwait(false)).GetSubscriber();
            await subscriber.SubscribeAsync(_keys.Changed, OnChanged).ConfigureAwait(false);
        }
        catch (Exception reason) when (RedisFailure.IsOfRedis(reason) || reason is StorageException)
        {
            // It is subscribed to when the connection is back, which is told, too.
        }

        changed();
    }

    private void OnChanged(RedisChannel channel, RedisValue writer)
    {
        if (writer != _writer)
        {
            _changed?.Invoke();
        }
    }

    private bool TryTakeRewritings(RedisResult answer)
    {
        switch ((long)answer)
        {
            case -1:
                throw new StorageException($"The model '{_name}' was deleted.");
            case -2:
                return false;
            case var rewritings:
                _rewritings = rewritings.ToString(CultureInfo.InvariantCulture);
                return true;
        }
    }

    private StorageException WasRewritten() => new($"The log of the model '{_name}' was rewritten by another server.");
}
