using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>Finds out what an acknowledged call survives on the servers as they are set up, and whether that is what was asked for.</summary>
internal sealed partial class SetupReview(RedisConnection connection, Durability wanted, bool isStrict, ILogger logger)
{
    private static readonly Version Oldest = new(6, 2);
    private readonly Lock _lock = new();
    private Task _looking = Task.CompletedTask;
    private volatile string[] _shortfalls = [];
    private volatile StorageException? _loading;
    private volatile bool _isDone;
    private volatile bool _isTooOld;

    /// <summary>What is less than was asked for, in sentences.</summary>
    public IReadOnlyList<string> Shortfalls => _shortfalls;

    /// <summary>Why nothing may be served; null when all may, or nobody has looked yet.</summary>
    public StorageException? Refusal => _loading ?? (_shortfalls.Length > 0 && (isStrict || _isTooOld) ? new StorageException(string.Join(' ', _shortfalls)) : null);

    /// <summary>Looks when nobody has, and lets pass when there is no reason against it.</summary>
    /// <exception cref="StorageException">Nothing may be served, or Redis is away.</exception>
    public async Task PassAsync()
    {
        if (!_isDone)
        {
            await RunAsync().ConfigureAwait(false);
        }

        if (Refusal is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Looks anew, as another server may have taken over.</summary>
    public Task RunAsync()
    {
        // What was seen last must be what is remembered.
        lock (_lock)
        {
            return _looking = RunBehindAsync(_looking);
        }
    }

    private async Task RunBehindAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var multiplexer = await connection.ConnectAsync().ConfigureAwait(false);
        try
        {
            List<string> shortfalls = [];
            var servers = multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }).ToList();
            var loading = 0;
            foreach (var server in servers)
            {
                loading += await TryLookAsync(server, shortfalls).ConfigureAwait(false) ? 0 : 1;
            }

            if (servers.Count == 0)
            {
                throw new StorageException("Redis cannot be reached.");
            }

            // The models of the other servers of a cluster can be served.
            _loading = loading == servers.Count ? new StorageException($"Redis at {servers[0].EndPoint} is loading what it keeps.") : null;
            _isTooOld = servers.Exists(IsTooOld);
            (_shortfalls, _isDone) = ([.. shortfalls], loading == 0);
            if (_loading is { } refusal)
            {
                throw refusal;
            }
        }
        catch (Exception reason) when (RedisFailure.IsOfRedis(reason))
        {
            throw RedisFailure.Because(reason);
        }
    }

    private static bool IsTooOld(IServer server) => server.Version < Oldest;

    /// <returns>False when it loads, and says nothing yet of what it has.</returns>
    private async Task<bool> TryLookAsync(IServer server, List<string> shortfalls)
    {
        var name = $"Redis {server.Version} at {server.EndPoint}";
        var info = await AskAsync(server).ConfigureAwait(false);
        if (info.GetValueOrDefault("loading") == "1")
        {
            return false;
        }

        var appends = info.GetValueOrDefault("aof_enabled");
        var synchronises = await AskAsync(server, "appendfsync").ConfigureAwait(false) ?? "unknown";
        var (policy, limit) = (info.GetValueOrDefault("maxmemory_policy"), info.GetValueOrDefault("maxmemory"));
        var (keeps, meaning) = (appends, synchronises) switch
        {
            (null, _) => (wanted, "does not say how it keeps its data: what an acknowledged call survives is for its operator to know"),
            ("1", "always") => (Durability.Fsync, "writes each call to the disk before it is acknowledged: nothing acknowledged is lost, not by a power cut either"),
            ("1", "no") => (Durability.OperatingSystem, "gives each call to the operating system before it is acknowledged (appendfsync no): what is acknowledged survives the death of Redis, a power cut may lose the last half minute"),
            ("1", _) => (Durability.OperatingSystem, $"writes to the disk within a second or two (appendfsync {synchronises}): a power cut may lose the last seconds, and so may the death of Redis while the disk is slow, since Redis then acknowledges before it writes"),
            _ => (Durability.None, "keeps no log (appendonly no): the death of Redis loses what was acknowledged since its last dump"),
        };
        LogSetup(name, meaning);
        if (IsTooOld(server))
        {
            shortfalls.Add($"{name} is too old; {Oldest} or later is needed.");
        }

        if (keeps > wanted)
        {
            shortfalls.Add($"{name} {meaning}; Durability is {wanted}, which wants {(wanted == Durability.Fsync ? "appendonly yes and appendfsync always" : "appendonly yes")}.");
        }

        if (policy is not (null or "noeviction") && limit is not (null or "0"))
        {
            shortfalls.Add(string.Create(CultureInfo.InvariantCulture, $"{name} may drop models when its memory of {limit} bytes is full (maxmemory-policy {policy}); noeviction is needed."));
        }

        foreach (var shortfall in shortfalls)
        {
            LogShortfall(shortfall);
        }

        return true;
    }

    // Nothing where it does not say, as where the operator of a service has locked the command, or the application its connection.
    private static async Task<Dictionary<string, string>> AskAsync(IServer server)
    {
        try
        {
            return (await server.InfoAsync().ConfigureAwait(false))
                .SelectMany(section => section)
                .DistinctBy(line => line.Key, StringComparer.Ordinal)
                .ToDictionary(StringComparer.Ordinal);
        }
        catch (Exception refusal) when (refusal is RedisServerException or RedisCommandException)
        {
            return [];
        }
    }

    private static async Task<string?> AskAsync(IServer server, string setting)
    {
        try
        {
            var answer = await server.ExecuteAsync("CONFIG", "GET", setting).ConfigureAwait(false);
            return answer.ToDictionary().TryGetValue(setting, out var value) ? value.ToString() : null;
        }
        catch (Exception refusal) when (refusal is RedisServerException or RedisCommandException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Server} {Meaning}.")]
    private partial void LogSetup(string server, string meaning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shortfall}")]
    private partial void LogShortfall(string shortfall);
}
