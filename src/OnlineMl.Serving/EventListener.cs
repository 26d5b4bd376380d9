using System.Threading.Channels;

namespace OnlineMl.Serving;

/// <summary>Reads the events of one <see cref="EventHub"/>, in their order. Disposing it ends the listening.</summary>
public sealed class EventListener : IDisposable
{
    // It stays below zero whatever is counted on top of it.
    private const long Unknown = long.MinValue;

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
    /// <param name="missed">How many events in front of it were lost; null when that is unknown, be it none or many.</param>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PublishedEvent? published, out long? missed)
    {
        missed = 0;
        if (!_queue.Reader.TryRead(out published))
        {
            return false;
        }

        var count = Interlocked.Exchange(ref _missed, 0);
        missed = count < 0 ? null : count;
        return true;
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

    internal void MissUnknown() => Interlocked.Exchange(ref _missed, Unknown);

    internal void Complete() => _queue.Writer.TryComplete();
}
