using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>Decides which snapshots and events stay: the newest two and the events behind the second, and what is to be kept beyond that.</summary>
/// <remarks>Events are dropped behind a snapshot only, so that what is left can be replayed.</remarks>
internal sealed class SnapshotRetention(LogRetention retention, long? events)
{
    private const int Needed = 2;

    // To replay from, where the first one of all is not there for that.
    private readonly int _maxBetween = retention == LogRetention.All && events is null ? 0 : 5;

    /// <summary>Drops what is not to be kept.</summary>
    public async Task TrimAsync(RedisConnection connection, ModelKeys keys, string epoch)
    {
        var positions = (await connection.RunAsync(database => database.SortedSetRangeByRankAsync(keys.Snapshots)).ConfigureAwait(false)).Select(value => (long)value).ToArray();
        if (positions.Length < Needed)
        {
            return;
        }

        var first = await FindFirstAsync(connection, keys, positions).ConfigureAwait(false);
        var dropped = positions[..first].Concat(FindCrowded(positions.AsSpan(first))).Select(position => (RedisValue)position);
        await connection.EvaluateAsync(
            RedisScript.Trim, [keys.Meta, keys.Log, keys.Snapshots], [epoch, positions[first], keys.SnapshotPrefix, .. dropped]).ConfigureAwait(false);
    }

    /// <summary>The index of the newest snapshot before which nothing is to be kept.</summary>
    private async Task<int> FindFirstAsync(RedisConnection connection, ModelKeys keys, long[] positions)
    {
        if (retention is { Time: null, Bytes: null } && events is null)
        {
            return 0;
        }

        for (var i = positions.Length - Needed; i > 0; i--)
        {
            var since = (long[])(await connection.EvaluateAsync(RedisScript.FindAge, [keys.Meta, keys.Snapshot(positions[i])], [positions[i]]).ConfigureAwait(false))!;
            if ((retention.Time is { } longest && (longest == TimeSpan.Zero || TimeSpan.FromSeconds(since[2]) >= longest))
                || (retention.Bytes is { } bytes && since[1] >= bytes)
                || (events is { } count && since[0] >= count))
            {
                return i;
            }
        }

        return 0;
    }

    /// <summary>Those between the first and the newest two that stand too close to others.</summary>
    private List<long> FindCrowded(ReadOnlySpan<long> positions)
    {
        List<long> kept = [.. positions];
        List<long> dropped = [];
        while (kept.Count - Needed - 1 > _maxBetween)
        {
            var closest = 1;
            for (var i = 2; i < kept.Count - Needed; i++)
            {
                if (kept[i + 1] - kept[i - 1] < kept[closest + 1] - kept[closest - 1])
                {
                    closest = i;
                }
            }

            dropped.Add(kept[closest]);
            kept.RemoveAt(closest);
        }

        return dropped;
    }
}
