using System.Net;
using OnlineMl.Serving.Configuration;
using StackExchange.Redis;

namespace OnlineMl.Redis;

/// <summary>Where Redis is, and what of it is used.</summary>
/// <remarks>Set in code by <c>UseRedis("redis:6379", options => …)</c>; the configuration section <c>OnlineMl:Redis</c> and environment variables such as
/// <c>OnlineMl__Redis__Connection</c> override the code. <c>OnlineMl:Redis</c> may also be the connection alone. When a call counts as stored and which
/// events are kept is said by <see cref="Serving.OnlineMlStorageOptions"/>.</remarks>
public sealed class OnlineMlRedisOptions
{
    /// <summary>Where Redis is, as StackExchange.Redis reads it, such as <c>redis:6379,password=…,ssl=true</c>; the servers of a cluster with commas between
    /// them. Null for the application's own <see cref="IConnectionMultiplexer"/>. Default null.</summary>
    public string? Connection { get; set; }

    /// <summary>The number of the database; null for the one that <see cref="Connection"/> says. A Redis Cluster has number 0 only. At least 0, default null.</summary>
    public int? Database { get; set; }

    /// <summary>What all keys and channels begin with, so that several services can share one Redis. Without braces, default <c>onlineml:</c>.</summary>
    public string Prefix { get; set; } = "onlineml:";

    /// <summary>Whether nothing is served while Redis is set up for less than <see cref="Serving.OnlineMlStorageOptions.Durability"/> says, or may evict
    /// models; otherwise that is logged and reported by the health of the service. Default false.</summary>
    public bool Strict { get; set; }

    /// <summary>How many events are kept per model beyond those that recovery needs, as <see cref="Serving.OnlineMlStorageOptions.RetainEventBytes"/> bytes are.
    /// At least 0, default 0.</summary>
    public long RetainEvents { get; set; }

    /// <summary>How long a call that writes waits for Redis that does not answer before it is refused, or told that its fate is unknown. Range (0, 1 minute],
    /// default three seconds.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(3);

    internal void Review(OptionReview review, bool hasMultiplexer)
    {
        review.Check(
            Connection is null ? hasMultiplexer : CanParse(Connection),
            nameof(Connection),
            Connection,
            "what StackExchange.Redis reads, such as redis:6379, or null where the application has an IConnectionMultiplexer");
        review.Check(Database is null or >= 0, nameof(Database), Database, "0 or more, or null");
        review.Check(Prefix is not null && !Prefix.AsSpan().ContainsAny('{', '}'), nameof(Prefix), Prefix, "a text without braces");
        review.Check(RetainEvents >= 0, nameof(RetainEvents), RetainEvents, "0 or more");
        review.Check(MaxWait > TimeSpan.Zero && MaxWait <= TimeSpan.FromMinutes(1), nameof(MaxWait), MaxWait, "above 0, at most 00:01:00");
    }

    private static bool CanParse(string connection)
    {
        try
        {
            return ConfigurationOptions.Parse(connection).EndPoints is { Count: > 0 } places && places.All(place => place is not DnsEndPoint { Host: "" });
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
