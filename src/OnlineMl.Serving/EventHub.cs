using System.Globalization;
using OnlineMl.Contracts;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Serving;

/// <summary>Hands what is published to every listener of that moment, in one order for all and without ever waiting for one.</summary>
/// <remarks>Each listener has a queue that is bounded in number and bytes; one that falls behind loses the oldest events and is told how many. The
/// last events are remembered for listeners that come back, bounded as well, from the first listener on until some time after the last one has
/// gone. Where servers share models, what one publishes reaches the listeners of all, under the same id.</remarks>
internal sealed class EventHub
{
    private const int MaxForgottenEvents = 64 * 1024;
    private const int MaxForgottenModels = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly OnlineMlStreamOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<long> _onDropped;
    private readonly Queue<PublishedEvent> _recent = new();
    private readonly ForgottenEvents _forgotten = new(MaxForgottenEvents, MaxForgottenModels);
    private volatile EventListener[] _listeners = [];
    private long _quietSince;
    private bool _isRemembering;
    private bool _mayComeBack;
    private bool _isComplete;
    private string _epoch = "";
    private long _number;
    private long _recentBytes;
    private long _waitingBytes;
    private IEventChannel? _channel;

    internal EventHub(OnlineMlServingOptions options, TimeProvider time, Action<long> onDropped)
    {
        _options = options.Stream;
        _time = time;
        _onDropped = onDropped;
    }

    /// <summary>Whether anybody listens, or may come back. What happens in between need not be published.</summary>
    public bool IsActive => IsActiveHere || _channel is { IsHeard: true };

    /// <summary>Whether anybody listens on this server, or may come back.</summary>
    internal bool IsActiveHere => _listeners.Length > 0 || (_mayComeBack && _time.GetElapsedTime(Volatile.Read(ref _quietSince)) <= _options.ResumableFor);

    /// <summary>Starts to listen at once; what is published from now on is kept until it is read or its place is needed.</summary>
    /// <param name="request">What to listen to; everything from now on when null.</param>
    public EventListener Listen(StreamRequest? request = null)
    {
        lock (_lock)
        {
            if (!IsActive && _channel is null)
            {
                Forget();
                _epoch = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow().ToUnixTimeMilliseconds():x}");
                _number = 0;
            }

            _mayComeBack = _isRemembering = _options.ResumableEvents > 0;
            var listener = new EventListener(this, request?.Model, _options.ListenerCapacity, _options.MaxListenerBytes);
            if (request?.LastEventId is { } last)
            {
                Resume(listener, request.Model, last);
            }

            if (_isComplete)
            {
                listener.Complete();
            }

            _listeners = [.. _listeners, listener];
            listener.Announced = _channel?.AnnounceAsync() ?? Task.CompletedTask;
            return listener;
        }
    }

    /// <summary>Shares what is published with the hubs of other servers from now on.</summary>
    internal void Share(IEventBackplane backplane, string name) => _channel = backplane.Connect(name, this);

    /// <summary>The models that somebody listens to here, and to no others.</summary>
    internal IEnumerable<string> ListenedModels => _listeners.Select(listener => listener.Model).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Publishes an event that another server is to publish, if it does not.</summary>
    internal void Await(PublishedEvent published)
    {
        if (IsActive)
        {
            _channel?.Await(published);
        }
    }

    internal void Publish(PublishedEvent published)
    {
        if (_channel is { } channel)
        {
            if (IsActive)
            {
                channel.Publish(published);
            }

            return;
        }

        lock (_lock)
        {
            if (IsActive)
            {
                Hand(published, _number + 1);
            }
        }
    }

    /// <summary>Goes on behind an event that was published on some server, without what came before.</summary>
    internal void Begin(string epoch, long number)
    {
        lock (_lock)
        {
            StartAnew(epoch, number);
        }
    }

    /// <summary>Takes an event that was published on some server.</summary>
    /// <param name="epoch">Changes when numbers begin anew.</param>
    /// <param name="number">The number of the event; those that are left out were lost.</param>
    /// <param name="published">The event.</param>
    internal void Receive(string epoch, long number, PublishedEvent published)
    {
        lock (_lock)
        {
            if (_epoch != epoch || number <= _number)
            {
                StartAnew(epoch, number - 1);
                Array.ForEach(_listeners, listener => listener.MissUnknown());
            }
            else if (number - _number - 1 is > 0 and var lost)
            {
                StartAnew(epoch, number - 1);
                Array.ForEach(_listeners, listener => listener.Miss(lost));
            }

            Hand(published, number);
        }
    }

    /// <summary>How many bytes of memory the events take that are remembered for listeners that come back.</summary>
    internal long RememberedBytes => Volatile.Read(ref _recentBytes);

    /// <summary>How many bytes of memory the events take that wait for listeners, each counted once.</summary>
    internal long WaitingBytes => Interlocked.Read(ref _waitingBytes);

    /// <summary>Whether more waits than may.</summary>
    internal bool HasTooManyWaiting => WaitingBytes > _options.MaxStreamBytes;

    /// <summary>Counts bytes that begin or end to wait.</summary>
    internal void CountWaiting(long change) => Interlocked.Add(ref _waitingBytes, change);

    /// <summary>Lets go of what nobody can come back for any more.</summary>
    internal void Trim()
    {
        lock (_lock)
        {
            if (!IsActive)
            {
                Forget();
            }
        }
    }

    /// <summary>Ends every listener's stream after what it still has to read.</summary>
    internal void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            foreach (var listener in _listeners)
            {
                listener.Complete();
            }
        }
    }

    internal void Remove(EventListener listener)
    {
        lock (_lock)
        {
            _listeners = Array.FindAll(_listeners, other => !ReferenceEquals(other, listener));
            Volatile.Write(ref _quietSince, _time.GetTimestamp());
        }
    }

    internal void CountDropped(long count) => _onDropped(count);

    private void Hand(PublishedEvent published, long number)
    {
        _number = number;
        published.Assign(number, string.Create(CultureInfo.InvariantCulture, $"{_epoch}-{number}"));
        if (_isRemembering)
        {
            _recent.Enqueue(published);
            _recentBytes += published.Bytes;
            while (_recent.Count > _options.ResumableEvents || _recentBytes > _options.MaxResumableBytes)
            {
                var forgotten = _recent.Dequeue();
                _recentBytes -= forgotten.Bytes;
                _forgotten.Add(forgotten);
            }
        }

        foreach (var listener in _listeners)
        {
            listener.Offer(published);
        }
    }

    // A listener of another server may come back to this one.
    private void StartAnew(string epoch, long number)
    {
        (_epoch, _number, _isRemembering) = (epoch, number, _options.ResumableEvents > 0);
        Forget();
    }

    private void Forget()
    {
        _recent.Clear();
        _recentBytes = 0;
        _forgotten.Clear(_channel is null ? 0 : _number);
    }

    // Events of another epoch were published before a restart or a long silence, so that everything remembered is news.
    private void Resume(EventListener listener, string? model, string lastEventId)
    {
        var dash = lastEventId.LastIndexOf('-');
        var heard = 0L;
        var isKnown = dash > 0 && lastEventId.AsSpan(0, dash).SequenceEqual(_epoch) &&
            long.TryParse(lastEventId.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out heard);
        if (!isKnown || CountForgotten(model, heard) is not { } count)
        {
            listener.MissUnknown();
        }
        else if (count > 0)
        {
            listener.Miss(count);
        }

        foreach (var published in _recent)
        {
            if (published.Number > heard)
            {
                listener.Offer(published);
            }
        }
    }

    private long? CountForgotten(string? model, long heard)
    {
        var all = (_recent.TryPeek(out var oldest) ? oldest.Number : _number + 1) - heard - 1;
        return all <= 0 ? 0
            : model is null ? all
            : _isRemembering ? _forgotten.CountBehind(heard, model)
            : null;
    }
}
