using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>What an exception of the connection means.</summary>
internal static class RedisFailure
{
    // What Redis says when it cannot do now what it can do in a moment.
    private static readonly string[] Passing = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "NOSCRIPT", "BUSY", "UNBLOCKED"];

    public static bool IsOfRedis(Exception reason) => reason is RedisException or RedisTimeoutException or ObjectDisposedException or TimeoutException;

    /// <summary>The exception for anything but an append.</summary>
    public static StorageException Because(Exception reason) => reason switch
    {
        RedisServerException { Message: var message } => new StorageException($"Redis refuses: {message}", IsFull(message), reason),
        _ => new StorageException($"Redis cannot be reached: {FirstLine(reason.Message)}", reason),
    };

    /// <summary>The exception for an append: a <see cref="StorageException"/> when it is refused for longer, <see cref="NotSentException"/> when it is not
    /// stored but may be tried again, and any other when it may be stored.</summary>
    public static Exception BecauseOfAppend(Exception reason) => reason switch
    {
        RedisServerException { Message: var message } when !Array.Exists(Passing, word => message.StartsWith(word, StringComparison.Ordinal)) => Because(reason),
        RedisServerException or RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog } or StorageException =>
            new NotSentException(reason is StorageException ? reason.Message : Because(reason).Message, reason),
        _ => reason,
    };

    private static bool IsFull(string message) => message.StartsWith("OOM", StringComparison.Ordinal);

    private static string FirstLine(string message) => message.Split(['\r', '\n'], 2)[0];
}
