using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>Which events of one log are being replayed, by all servers, so that one of which processes die is passed over.</summary>
/// <remarks>A process that gives no sign for <see cref="Lease"/> counts as dead, whether it is or not: a server that only stood still goes on to say that the
/// event went well, and so does every other that applies it, which clears the event. Two must end at the same one, the second of which knew of the first, with
/// nobody passing it in between.</remarks>
/// <param name="connection">The way to Redis.</param>
/// <param name="keys">The keys of the model.</param>
/// <param name="log">What tells the log from others of the model's name.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplayMarks(RedisConnection connection, ModelKeys keys, string log, TimeProvider time)
{
    /// <summary>How long a process may be silent in a replay.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = Lease + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Finds out at which events processes died. Where another replay stands at one event, it is waited until that moves on, or its process
    /// is dead.</summary>
    /// <exception cref="StorageException">Redis is away.</exception>
    public async Task<ReplaySuspicion> FindAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var areas = new HashSet<(long, long)>();
        var before = new HashSet<(string, long)>();
        while (true)
        {
            var answer = (RedisResult[])(await connection.EvaluateAsync(RedisScript.FindReplays, Keys, [(long)Lease.TotalMilliseconds]).ConfigureAwait(false))!;
            var replays = ((RedisResult[])answer[0]!).Select(replay => (RedisResult[])replay!)
                .Select(replay => (Id: replay[0].ToString(), First: (long)replay[1], Last: (long)replay[2], IsDead: (long)replay[3] == 1)).ToList();
            areas.UnionWith(replays.Select(replay => (replay.First, replay.Last)));
            var standing = replays.Where(replay => replay.First == replay.Last && !replay.IsDead).Select(replay => (replay.Id, replay.First)).ToHashSet();

            // One that has moved since the last look is alive, and so are others that came since.
            if (time.GetElapsedTime(start) > Patience || (before.Count == 0 ? standing.Count == 0 : !standing.Overlaps(before)))
            {
                var deaths = ((RedisResult[])answer[1]!).Select(death => (RedisResult[])death!).ToDictionary(death => (long)death[0], death => (long)death[1]);
                return areas.Count + deaths.Count == 0 ? ReplaySuspicion.None : new ReplaySuspicion([.. areas], deaths);
            }

            before = standing;
            await Task.Delay(BetweenLooks, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says which events a replay applies next.</summary>
    /// <param name="replay">The replay.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="last">The last of them.</param>
    /// <param name="deaths">How many processes died at the first before.</param>
    /// <param name="passed">The event that went well; 0 when there is nothing to say of one.</param>
    public Task SayAsync(Guid replay, long first, long last, long deaths, long passed) =>
        connection.EvaluateAsync(RedisScript.MarkReplay, Keys, [replay.ToString("N"), first, last, deaths, passed, (long)KeptFor.TotalSeconds]);

    /// <summary>Says that a replay is over.</summary>
    /// <param name="replay">The replay.</param>
    /// <param name="passed">The event that went well; 0 when there is nothing to say of one.</param>
    public async Task EndAsync(Guid replay, long passed)
    {
        await connection.RunAsync(database => database.HashDeleteAsync(Keys[0], replay.ToString("N"))).ConfigureAwait(false);
        if (passed > 0)
        {
            await connection.RunAsync(database => database.HashDeleteAsync(Keys[1], passed)).ConfigureAwait(false);
        }
    }

    private RedisKey[] Keys => [keys.Replays(log), keys.Deaths(log)];
}
