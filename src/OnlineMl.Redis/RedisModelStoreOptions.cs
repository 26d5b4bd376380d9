using OnlineMl.Serving.Storage;

namespace OnlineMl.Redis;

/// <summary>How models are kept on Redis.</summary>
public sealed record RedisModelStoreOptions
{
    /// <summary>What all keys and channels begin with, so that several services can share one Redis. Without braces, default <c>onlineml:</c>.</summary>
    public string Prefix
    {
        get;
        init => field = value is not null && !value.AsSpan().ContainsAny('{', '}') ? value : throw new ArgumentException($"The prefix is '{value}'; it cannot have braces.", nameof(value));
    } = "onlineml:";

    /// <summary>The number of the database; null for the one that the connection says. Default null. A Redis Cluster has number 0 only.</summary>
    public int? Database { get; init => field = value is null ? null : Require.Between(value.Value, 0, int.MaxValue); }

    /// <summary>What an acknowledged call has to survive. Redis is asked at the start what it is set up for: <see cref="Durability.Fsync"/> wants
    /// <c>appendonly yes</c> and <c>appendfsync always</c>, <see cref="Durability.OperatingSystem"/> <c>appendonly yes</c>. Default <see cref="Durability.Fsync"/>.</summary>
    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>Whether nothing is served while Redis is set up for less than <see cref="Durability"/>, or may evict models; otherwise it is logged and
    /// reported. Default false.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Which events are kept beyond those that recovery needs. Default none.</summary>
    public LogRetention Retention { get; init; } = LogRetention.None;

    /// <summary>How many events are kept per model beyond those that recovery needs, beside what <see cref="Retention"/> says; what exceeds either is
    /// dropped. At least 1, or null for no number. Default null.</summary>
    public long? RetainedEvents { get; init => field = value is null ? null : Require.Between(value.Value, 1, long.MaxValue); }

    /// <summary>How long a call that writes waits for Redis that does not answer before it is refused, or its fate is told to be unknown. Range (0, 1
    /// minute], default three seconds.</summary>
    public TimeSpan MaxWait
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromMinutes(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Allowed is above 0, at most 00:01:00.");
    } = TimeSpan.FromSeconds(3);
}
