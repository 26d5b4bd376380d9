using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OnlineMl.Serving;

/// <summary>Hands what is published to every listener of that moment, without ever waiting for one.</summary>
/// <typeparam name="T">What is published.</typeparam>
/// <remarks>Each listener has a bounded queue; one that falls behind loses the oldest items.</remarks>
internal sealed class EventHub<T>
{
    private readonly Lock _gate = new();
    private Channel<T>[] _listeners = [];

    public EventHub(int capacity) => Capacity = Require.Positive(capacity);

    /// <summary>How many items wait for one listener at most.</summary>
    public int Capacity { get; }

    public bool HasListeners => _listeners.Length > 0;

    public void Publish(T item)
    {
        foreach (var listener in _listeners)
        {
            listener.Writer.TryWrite(item);
        }
    }

    /// <summary>Starts to listen at once; what is published from now on is kept until it is read.</summary>
    public IAsyncEnumerable<T> Listen(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(Capacity)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        lock (_gate)
        {
            _listeners = [.. _listeners, channel];
        }

        return Read(channel, cancellationToken);
    }

    /// <summary>Ends every listener's stream after what it still has to read.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener.Writer.TryComplete();
            }
        }
    }

    private async IAsyncEnumerable<T> Read(Channel<T> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(_ => Remove(channel), null);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            Remove(channel);
        }
    }

    private void Remove(Channel<T> channel)
    {
        lock (_gate)
        {
            _listeners = Array.FindAll(_listeners, listener => !ReferenceEquals(listener, channel));
        }
    }
}
