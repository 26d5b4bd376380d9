using System.Threading.Channels;

namespace OnlineMl.Serving;

/// <summary>Reads the events of one <see cref="EventHub"/>, in their order. Disposing it ends the listening.</summary>
public sealed class EventListener : IDisposable
{
    private readonly EventHub _hub;
    private readonly string? _model;
    private readonly Channel<PublishedEvent> _queue;
    private long _missed;

    internal EventListener(EventHub hub, string? model, int capacity)
    {
        _hub = hub;
        _model = model;
        _queue = Channel.CreateBounded<PublishedEvent>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Miss(1));
    }

    /// <summary>Waits until there is something to read.</summary>
    /// <returns>False when the stream has ended and everything was read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _queue.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next event if there is one.</summary>
    /// <param name="published">The event.</param>
    /// <param name="missed">How many events in front of it were lost.</param>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PublishedEvent? published, out long missed)
    {
        var isThere = _queue.Reader.TryRead(out published);
        missed = isThere ? Interlocked.Exchange(ref _missed, 0) : 0;
        return isThere;
    }

    /// <inheritdoc/>
    public void Dispose() => _hub.Remove(this);

    internal void Offer(PublishedEvent published)
    {
        if (_model is null || string.Equals(_model, published.Model, StringComparison.Ordinal))
        {
            _queue.Writer.TryWrite(published);
        }
    }

    internal void Miss(long count)
    {
        Interlocked.Add(ref _missed, count);
        _hub.CountDropped(count);
    }

    internal void Complete() => _queue.Writer.TryComplete();
}
