using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>The way to Redis, which may be away now and then, and at the start, too.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Func<Task<IConnectionMultiplexer>> _connect;
    private readonly bool _isOwned;
    private readonly int _database;
    private readonly Lock _lock = new();
    private readonly HashSet<Action> _watchers = [];
    private Task<IConnectionMultiplexer>? _connecting;
    private volatile IConnectionMultiplexer? _connected;

    private RedisConnection(Func<Task<IConnectionMultiplexer>> connect, bool isOwned, string prefix, int? database)
    {
        (_connect, _isOwned, Prefix, _database) = (connect, isOwned, prefix, database ?? -1);
    }

    /// <summary>What all keys and channels begin with.</summary>
    public string Prefix { get; }

    /// <summary>The connection; null while the first attempt has not ended.</summary>
    public IConnectionMultiplexer? Multiplexer => _connected;

    public static RedisConnection To(string configuration, string prefix, int? database)
    {
        var options = ConfigurationOptions.Parse(configuration);

        // What cannot be sent is to fail at once, so that it can be said that it was not stored.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AbortOnConnectFail = false;

        // CONFIG GET counts as that; it tells what an acknowledged call survives.
        options.AllowAdmin = true;
        options.ClientName ??= "OnlineMl";
        return new RedisConnection(async () => await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false), isOwned: true, prefix, database);
    }

    public static RedisConnection Over(IConnectionMultiplexer multiplexer, string prefix, int? database) =>
        new(() => Task.FromResult(multiplexer), isOwned: false, prefix, database);

    public ModelKeys KeysOf(string name) => new(Prefix, name);

    /// <summary>Runs a command.</summary>
    /// <exception cref="StorageException">Redis is away, or refuses.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command)
    {
        try
        {
            return await command((await ConnectAsync().ConfigureAwait(false)).GetDatabase(_database)).ConfigureAwait(false);
        }
        catch (Exception reason) when (RedisFailure.IsOfRedis(reason))
        {
            throw RedisFailure.Because(reason);
        }
    }

    /// <summary>Runs a script.</summary>
    /// <exception cref="StorageException">Redis is away, or refuses.</exception>
    public Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values) =>
        RunAsync(database => database.ScriptEvaluateAsync(script, keys, values));

    /// <summary>Runs a script that appends.</summary>
    /// <exception cref="Exception">What <see cref="RedisFailure.BecauseOfAppend"/> says.</exception>
    public async Task<RedisResult> AppendAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await (await ConnectAsync().ConfigureAwait(false)).GetDatabase(_database).ScriptEvaluateAsync(script, keys, values).ConfigureAwait(false);
        }
        catch (Exception reason) when (RedisFailure.IsOfRedis(reason) || reason is StorageException)
        {
            throw RedisFailure.BecauseOfAppend(reason);
        }
    }

    /// <summary>Waits for the first attempt to connect. The connection may be away all the same.</summary>
    /// <exception cref="StorageException">It cannot be made like this at all.</exception>
    public async Task<IConnectionMultiplexer> ConnectAsync()
    {
        if (_connected is { } connected)
        {
            return connected;
        }

        Task<IConnectionMultiplexer> connecting;
        lock (_lock)
        {
            connecting = _connecting is null or { IsFaulted: true } or { IsCanceled: true } ? _connecting = ConnectOnceAsync() : _connecting;
        }

        return await connecting.ConfigureAwait(false);
    }

    /// <summary>Calls back when the connection was away and is back, so that something may have been missed.</summary>
    public void Watch(Action restored)
    {
        lock (_lock)
        {
            _watchers.Add(restored);
        }
    }

    public void Unwatch(Action restored)
    {
        lock (_lock)
        {
            _watchers.Remove(restored);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? connecting;
        lock (_lock)
        {
            connecting = _connecting;
        }

        if (connecting is null)
        {
            return;
        }

        try
        {
            var multiplexer = await connecting.ConfigureAwait(false);
            multiplexer.ConnectionRestored -= OnRestored;
            if (_isOwned)
            {
                await multiplexer.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (StorageException)
        {
            // There never was a connection.
        }
    }

    private async Task<IConnectionMultiplexer> ConnectOnceAsync()
    {
        await Task.Yield();
        try
        {
            var multiplexer = await _connect().ConfigureAwait(false);
            multiplexer.ConnectionRestored += OnRestored;
            _connected = multiplexer;
            return multiplexer;
        }
        catch (Exception reason) when (reason is not StorageException)
        {
            throw RedisFailure.Because(reason);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs args)
    {
        Action[] watchers;
        lock (_lock)
        {
            watchers = [.. _watchers];
        }

        Array.ForEach(watchers, restored => restored());
    }
}
