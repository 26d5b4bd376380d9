using OnlineMl.Redis.Storage;
using OnlineMl.Serving.Sharing;
using StackExchange.Redis;

namespace OnlineMl.Redis.Sharing;

/// <summary>Counts calls by numbers on Redis that end with their time.</summary>
internal sealed class RedisCallCounter(RedisConnection connection) : ICallCounter
{
    /// <inheritdoc/>
    public Task<(long Granted, TimeSpan Left)> TakeAsync(string key, long wanted, long most, TimeSpan window) =>
        CountAsync(RedisScript.Count, key, [wanted, most, (long)window.TotalMilliseconds]);

    /// <inheritdoc/>
    public Task<(long Count, TimeSpan Left)> AddAsync(string key, long count, TimeSpan window) =>
        CountAsync(RedisScript.Add, key, [count, (long)window.TotalMilliseconds]);

    private async Task<(long Calls, TimeSpan Left)> CountAsync(string script, string key, RedisValue[] values)
    {
        var answer = (RedisResult[])(await connection.EvaluateAsync(script, [$"{connection.Prefix}limit:{key}"], values).ConfigureAwait(false))!;
        return ((long)answer[0], TimeSpan.FromMilliseconds(Math.Max(0, (long)answer[1])));
    }
}
