using OnlineMl.Redis.Storage;
using OnlineMl.Serving.Sharing;
using StackExchange.Redis;

namespace OnlineMl.Redis.Sharing;

/// <summary>Adds up the sizes of models in one hash on Redis for each user, which ends when nobody tells of any.</summary>
internal sealed class RedisModelSizes(RedisConnection connection) : IModelSizes
{
    /// <inheritdoc/>
    public async Task<long> TellAsync(string user, IReadOnlyCollection<KeyValuePair<string, long>> sizes, TimeSpan kept) =>
        (long)await connection.EvaluateAsync(
            RedisScript.Sizes,
            [$"{connection.Prefix}sizes:{user}"],
            [(long)kept.TotalSeconds, .. sizes.SelectMany(size => (RedisValue[])[size.Key, size.Value])]).ConfigureAwait(false);
}
