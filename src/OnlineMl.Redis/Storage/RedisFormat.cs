using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>The form in which models are on Redis.</summary>
internal static class RedisFormat
{
    /// <summary>Its version. A model of another one is not touched.</summary>
    public const string Version = "1";

    /// <summary>The field that tells the model from others of its name.</summary>
    public const string Epoch = "epoch";

    /// <summary>The field that says which user created a model.</summary>
    public const string Creator = "creator";

    /// <summary>What events are appended with, as it is on Redis: nothing where it is not known.</summary>
    public static RedisValue ToValue(Guid batch) => batch == Guid.Empty ? "" : batch.ToByteArray();

    /// <summary>What <see cref="ToValue"/> made of it; empty where it is not there.</summary>
    public static Guid ToBatch(RedisValue value) => value.IsNullOrEmpty ? Guid.Empty : new Guid((byte[])value!);
}
