using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Redis.Storage;

/// <summary>Hears which models are created and deleted, by whatever server.</summary>
/// <param name="connection">The way to Redis.</param>
/// <param name="names">The index that tells.</param>
internal sealed class ModelWatch(RedisConnection connection, NamesIndex names)
{
    /// <inheritdoc cref="IModelStore.WatchAsync"/>
    /// <param name="ending">Ends the telling, as the end of the store does.</param>
    /// <param name="cancellationToken">Ends the telling by the caller.</param>
    public async IAsyncEnumerable<ModelChange> RunAsync(CancellationToken ending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending);
        var changes = Channel.CreateUnbounded<ModelChange>();
        Action miss = () => changes.Writer.TryWrite(new ModelChange(ModelChangeKind.Missed, ""));
        var messages = await SubscribeAsync().ConfigureAwait(false);
        connection.Watch(miss);
        try
        {
            messages.OnMessage(message => Tell(message.Message.ToString()));
            miss();
            while (await HasMoreAsync(changes.Reader, either.Token, cancellationToken).ConfigureAwait(false))
            {
                while (changes.Reader.TryRead(out var change))
                {
                    yield return change;
                }
            }
        }
        finally
        {
            connection.Unwatch(miss);
            messages.Unsubscribe(CommandFlags.FireAndForget);
        }

        void Tell(string message)
        {
            if (message is ['+' or '-', .. var name])
            {
                changes.Writer.TryWrite(new ModelChange(message[0] == '+' ? ModelChangeKind.Created : ModelChangeKind.Deleted, name));
            }
        }
    }

    // The end of the store ends the telling; that of the caller is its own.
    private static async Task<bool> HasMoreAsync(ChannelReader<ModelChange> changes, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await changes.WaitToReadAsync(either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<ChannelMessageQueue> SubscribeAsync()
    {
        try
        {
            return await (await connection.ConnectAsync().ConfigureAwait(false)).GetSubscriber().SubscribeAsync(names.Changes).ConfigureAwait(false);
        }
        catch (Exception reason) when (RedisFailure.IsOfRedis(reason))
        {
            throw RedisFailure.Because(reason);
        }
    }
}
