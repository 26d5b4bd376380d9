using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis;

/// <summary>Keeps models on Redis 6.2 or later, where any number of servers may have them at the same time.</summary>
/// <remarks>Each model is a stream of events, whose ids are the positions, with snapshots beside it. A script appends at the position that the
/// server believes to be the end, and refuses when it is not, so that no server ever goes on without the events of others. All keys of a model have
/// its name in braces, so that a Redis Cluster has them on one server. Safe for use by several threads at once.
/// <example><code>
/// await using var store = new RedisModelStore("redis:6379");
/// </code></example></remarks>
public sealed class RedisModelStore : IModelStore
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly RedisConnection _connection;
    private readonly NamesIndex _names;
    private readonly SnapshotRetention _retention;
    private readonly TimeProvider _time;
    private readonly OpenLogs _logs;
    private readonly SetupReview _review;
    private readonly CancellationTokenSource _ending = new();
    private readonly TimeSpan _patience;
    private int _reviewsWanted;
    private volatile bool _isClosed;

    /// <summary>A store with a connection of its own.</summary>
    /// <param name="configuration">Where Redis is, as StackExchange.Redis reads it, such as <c>redis:6379,password=…</c>; the servers of a cluster with
    /// commas between them.</param>
    /// <param name="options">How models are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told what goes wrong.</param>
    public RedisModelStore(string configuration, RedisModelStoreOptions? options = null, TimeProvider? time = null, ILogger<RedisModelStore>? logger = null)
        : this(RedisConnection.To(configuration, (options ?? new()).Prefix, options?.Database), options ?? new(), time, logger)
    {
    }

    /// <summary>A store that uses the connection of an application.</summary>
    /// <param name="multiplexer">The connection. It is not closed with the store.</param>
    /// <param name="options">How models are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told what goes wrong.</param>
    public RedisModelStore(
        IConnectionMultiplexer multiplexer, RedisModelStoreOptions? options = null, TimeProvider? time = null, ILogger<RedisModelStore>? logger = null)
        : this(RedisConnection.Over(multiplexer, (options ?? new()).Prefix, options?.Database), options ?? new(), time, logger)
    {
    }

    private RedisModelStore(RedisConnection connection, RedisModelStoreOptions options, TimeProvider? time, ILogger<RedisModelStore>? logger)
    {
        _connection = connection;
        _patience = options.MaxWait;
        _time = time ?? TimeProvider.System;
        _names = new NamesIndex(connection);
        _retention = new SnapshotRetention(options.Retention, options.RetainedEvents);
        ILogger log = logger ?? NullLogger<RedisModelStore>.Instance;
        _logs = new OpenLogs(new FencedLogOptions { Patience = options.MaxWait }, _time, log);
        _review = new SetupReview(connection, options.Durability, options.IsStrict, log);
        connection.Watch(ReviewAgain);
    }

    /// <inheritdoc/>
    public string Kind => "redis";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>What was appended later than other servers' events.</summary>
    internal FenceCounts Counts => _logs.Counts;

    /// <inheritdoc/>
    public StorageException? Fault => _connection.Multiplexer is { IsConnected: true } ? _review.Refusal : new StorageException("Redis cannot be reached.");

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _review.Shortfalls;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        await AdmitAsync(cancellationToken).ConfigureAwait(false);
        return [.. (await _names.ListAsync(_time.GetUtcNow()).ConfigureAwait(false)).Select(model => model.Name)];
    }

    /// <inheritdoc/>
    async Task<IReadOnlyList<(string Name, string Epoch)>> IModelStore.ListEpochsAsync(CancellationToken cancellationToken)
    {
        await AdmitAsync(cancellationToken).ConfigureAwait(false);
        return await _names.ListAsync(_time.GetUtcNow()).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        await FindEpochAsync(name, cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    Task<string?> IModelStore.FindEpochAsync(string name, CancellationToken cancellationToken) => FindEpochAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken) =>
        CreateAsync(name, snapshot, null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, string? user, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        await AdmitAsync(cancellationToken).ConfigureAwait(false);
        var keys = _connection.KeysOf(name);
        var epoch = ModelEpoch.Begin(_time.GetUtcNow());
        var upload = await new SnapshotPieces(_connection, keys).PutAsync(snapshot, cancellationToken).ConfigureAwait(false);
        await _names.EnterAsync(name, epoch).ConfigureAwait(false);
        var answer = await RepeatAsync(() => _connection.EvaluateAsync(
            RedisScript.Create, [keys.Meta, keys.Log, keys.PassedOver, keys.Snapshots, upload, keys.Snapshot(0)], [epoch, RedisFormat.Version, user ?? ""])).ConfigureAwait(false);
        switch (answer.ToString())
        {
            case "created":
                await _names.TellCreatedAsync(name).ConfigureAwait(false);
                return await OpenAsync(name, CancellationToken.None).ConfigureAwait(false);
            case "exists":
                return null;
            default:
                throw new StorageException($"The first snapshot of the model '{name}' was lost on its way.");
        }
    }

    /// <inheritdoc/>
    public async Task<string?> FindCreatorAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        await AdmitAsync(cancellationToken).ConfigureAwait(false);
        return await _connection.RunAsync(database => database.HashGetAsync(_connection.KeysOf(name).Meta, RedisFormat.Creator)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        await AdmitAsync(cancellationToken).ConfigureAwait(false);
        if (await RedisLog.OpenAsync(name, _connection, _retention, _time).ConfigureAwait(false) is not { } log)
        {
            return null;
        }

        await _names.EnterIfMissingAsync(name, log.Epoch).ConfigureAwait(false);
        return await log.TryPassOverDeadlyAsync(cancellationToken).ConfigureAwait(false)
            ? await _logs.OpenAsync(name, log, cancellationToken).ConfigureAwait(false)
            : await OpenAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        await FindEpochAsync(name, cancellationToken).ConfigureAwait(false) is { } epoch && await DeleteAsync(name, epoch).ConfigureAwait(false);

    /// <inheritdoc/>
    async Task<bool> IModelStore.DeleteAsync(string name, string epoch, CancellationToken cancellationToken) =>
        await FindEpochAsync(name, cancellationToken).ConfigureAwait(false) == epoch && await DeleteAsync(name, epoch).ConfigureAwait(false);

    /// <summary>Takes over a model that was made on the same Redis under another prefix, whole and in one step.</summary>
    /// <param name="name">The name of the model, which it keeps.</param>
    /// <param name="prefix">The other prefix.</param>
    /// <returns>False when there is a model of that name here, or none there.</returns>
    internal async Task<bool> TakeOverAsync(string name, string prefix)
    {
        var (from, to) = (new ModelKeys(prefix, name), _connection.KeysOf(name));
        var epoch = await _connection.RunAsync(database => database.HashGetAsync(from.Meta, "epoch")).ConfigureAwait(false);
        if (epoch.IsNull)
        {
            return false;
        }

        await _names.EnterAsync(name, epoch.ToString()).ConfigureAwait(false);
        var answer = await _connection.EvaluateAsync(
            RedisScript.TakeOver,
            [from.Meta, from.Log, from.PassedOver, from.Snapshots, to.Meta, to.Log, to.PassedOver, to.Snapshots],
            [from.SnapshotPrefix, to.SnapshotPrefix]).ConfigureAwait(false);
        if ((long)answer == 0)
        {
            return false;
        }

        // The model may be old enough for its name to be forgotten, as one that was never made, before it was here.
        await _names.EnterIfMissingAsync(name, epoch.ToString()).ConfigureAwait(false);
        await _names.TellCreatedAsync(name).ConfigureAwait(false);
        await _connection.RunAsync(database => database.HashDeleteAsync(NamesIndex.KeyOf(prefix), name)).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelChange> WatchAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed(cancellationToken);
        return new ModelWatch(_connection, _names).RunAsync(_ending.Token, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _logs.CloseAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task<bool> DeleteAsync(string name, string epoch)
    {
        var keys = _connection.KeysOf(name);
        var tries = 0;
        var answer = await RepeatAsync(() =>
        {
            tries++;
            return _connection.EvaluateAsync(
                RedisScript.Delete,
                [keys.Meta, keys.Log, keys.PassedOver, keys.Snapshots, keys.PredictionTimes(epoch), keys.PredictionSizes(epoch)],
                [epoch, keys.SnapshotPrefix, keys.AsidePrefix, keys.Changed.ToString()]);
        }).ConfigureAwait(false);

        // Where the answer to the first attempt was lost, it is that one which has deleted it.
        var isDeleted = (long)answer == 1 || tries > 1;
        if (isDeleted)
        {
            await _names.ForgetAsync(name, epoch, isTold: true).ConfigureAwait(false);
        }

        return isDeleted;
    }

    private async Task<string?> FindEpochAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        await AdmitAsync(cancellationToken).ConfigureAwait(false);
        return await _connection.RunAsync(database => database.HashGetAsync(_connection.KeysOf(name).Meta, RedisFormat.Epoch)).ConfigureAwait(false);
    }

    // What is done once, however often it is asked for, is asked for again when the answer is lost.
    private async Task<RedisResult> RepeatAsync(Func<Task<RedisResult>> ask)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (StorageException) when (_time.GetElapsedTime(start) < _patience && !_isClosed)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time).ConfigureAwait(false);
            }
        }
    }

    private Task AdmitAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed(cancellationToken);
        return _review.PassAsync();
    }

    private void ReviewAgain()
    {
        if (Interlocked.Increment(ref _reviewsWanted) == 1)
        {
            _ = Task.Run(ReviewUntilSeenAsync);
        }
    }

    private async Task ReviewUntilSeenAsync()
    {
        int wanted;
        do
        {
            wanted = Volatile.Read(ref _reviewsWanted);
            while (!_isClosed && !await TryReviewAsync().ConfigureAwait(false))
            {
                await Task.Delay(BetweenLooks).ConfigureAwait(false);
            }
        }
        while (Interlocked.CompareExchange(ref _reviewsWanted, 0, wanted) != wanted);
    }

    private async Task<bool> TryReviewAsync()
    {
        try
        {
            await _review.RunAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // It loads, answers nothing, or is away again.
            return false;
        }
    }

    private void ThrowIfClosed(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
