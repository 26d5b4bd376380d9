using OnlineMl.Redis.Storage;
using OnlineMl.Serving.Sharing;
using StackExchange.Redis;

namespace OnlineMl.Redis.Sharing;

/// <summary>Counts calls by numbers on Redis that end with their time.</summary>
internal sealed class RedisCallCounter(RedisConnection connection) : ICallCounter
{
    /// <inheritdoc/>
    public async Task<(int Granted, TimeSpan Left)> TakeAsync(string key, int wanted, int most, TimeSpan window)
    {
        var answer = (RedisResult[])(await connection.EvaluateAsync(
            RedisScript.Count, [$"{connection.Prefix}limit:{key}"], [wanted, most, (long)window.TotalMilliseconds]).ConfigureAwait(false))!;
        return ((int)answer[0], TimeSpan.FromMilliseconds(Math.Max(0, (long)answer[1])));
    }
}
