using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Redis.Streams;

/// <summary>Brings events to the listeners of all servers by messages of Redis.</summary>
internal sealed class RedisBackplane(RedisConnection connection, TimeProvider time, ILogger logger) : IEventBackplane, IAsyncDisposable
{
    private readonly ConcurrentBag<RedisEventChannel> _channels = [];
    private bool _isDisposed;

    /// <summary>The connection, for what else servers tell each other.</summary>
    public RedisConnection Connection => connection;

    /// <inheritdoc/>
    public IEventChannel Connect(string name, EventHub hub)
    {
        var channel = new RedisEventChannel(connection, name, hub, time, logger);
        _channels.Add(channel);
        return channel;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        foreach (var channel in _channels)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
