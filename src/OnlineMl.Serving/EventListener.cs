using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OnlineMl.Serving;

/// <summary>Reads the events of one <see cref="EventHub"/>, in their order. Disposing it ends the listening.</summary>
internal sealed class EventListener : IDisposable
{
    // It stays below zero whatever is counted on top of it.
    private const long Unknown = long.MinValue;

    private readonly EventHub _hub;
    private readonly string? _model;
    private readonly int _capacity;
    private readonly long _maxBytes;
    private readonly Lock _lock = new();
    private readonly Queue<PublishedEvent> _waiting = new();
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _bytes;
    private long _missed;
    private bool _isDisposed;

    internal EventListener(EventHub hub, string? model, int capacity, long maxBytes) =>
        (_hub, _model, _capacity, _maxBytes) = (hub, model, capacity, maxBytes);

    /// <summary>The model that it hears of; null for all.</summary>
    internal string? Model => _model;

    /// <summary>Done when all servers that publish were told of the listener, as far as they could be.</summary>
    internal Task Announced { get; set; } = Task.CompletedTask;

    /// <summary>Waits until there is something to read.</summary>
    /// <returns>False when the stream has ended and everything was read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!HasWaiting())
        {
            if (!await _news.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return HasWaiting();
            }

            _news.Reader.TryRead(out _);
        }

        return true;
    }

    /// <summary>Takes the next event if there is one.</summary>
    /// <param name="published">The event.</param>
    /// <param name="missed">How many events in front of it were lost; null when that is unknown, be it none or many.</param>
    public bool TryRead([NotNullWhen(true)] out PublishedEvent? published, out long? missed)
    {
        lock (_lock)
        {
            missed = 0;
            if (!_waiting.TryDequeue(out published))
            {
                return false;
            }

            Leave(published);
            missed = _missed < 0 ? null : _missed;
            _missed = 0;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hub.Remove(this);
        lock (_lock)
        {
            _isDisposed = true;
            while (_waiting.TryDequeue(out var published))
            {
                Leave(published);
            }
        }
    }

    internal void Offer(PublishedEvent published)
    {
        if (_model is not null && !string.Equals(_model, published.Model, StringComparison.Ordinal))
        {
            return;
        }

        var lost = 0;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _waiting.Enqueue(published);
            _bytes += published.Bytes;
            if (published.BeginWaiting())
            {
                _hub.CountWaiting(published.Bytes);
            }

            while (_waiting.Count > _capacity || (_waiting.Count > 1 && (_bytes > _maxBytes || _hub.HasTooManyWaiting)))
            {
                Leave(_waiting.Dequeue());
                lost++;
            }

            _missed += lost;
        }

        _news.Writer.TryWrite(true);
        if (lost > 0)
        {
            _hub.CountDropped(lost);
        }
    }

    internal void Miss(long count)
    {
        lock (_lock)
        {
            _missed += count;
        }

        _hub.CountDropped(count);
    }

    internal void MissUnknown()
    {
        lock (_lock)
        {
            _missed = Unknown;
        }
    }

    internal void Complete() => _news.Writer.TryComplete();

    private void Leave(PublishedEvent published)
    {
        _bytes -= published.Bytes;
        if (published.EndWaiting())
        {
            _hub.CountWaiting(-published.Bytes);
        }
    }

    private bool HasWaiting()
    {
        lock (_lock)
        {
            return _waiting.Count > 0;
        }
    }
}
