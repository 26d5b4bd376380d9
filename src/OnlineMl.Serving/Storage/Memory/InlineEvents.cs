namespace OnlineMl.Serving.Storage.Memory;

/// <summary>Gives events to the sink as they come, without keeping them.</summary>
internal sealed class InlineEvents(long position)
{
    private const int LargestKept = 1024 * 1024;
    private readonly Lock _lock = new();
    private byte[] _record = [];
    private IEventSink? _sink;
    private long _position = position;
    private bool _isClosed;

    public long Position => Volatile.Read(ref _position);

    public void Append(ReadOnlySpan<byte> record, object? pending)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            var sink = _sink ?? throw new InvalidOperationException("The log must be followed before an event is appended.");
            if (_record.Length < record.Length)
            {
                _record = new byte[record.Length];
            }

            record.CopyTo(_record);
            Volatile.Write(ref _position, _position + 1);
            var stored = new StoredEvent(_position, _record.AsMemory(0, record.Length), pending);
            sink.Apply(new ReadOnlySpan<StoredEvent>(in stored));
            if (_record.Length > LargestKept)
            {
                _record = [];
            }
        }
    }

    /// <summary>Gives the events from here on to a sink.</summary>
    /// <exception cref="InvalidOperationException">Another has them.</exception>
    public void Follow(IEventSink sink)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            _sink = _sink is null ? sink : throw new InvalidOperationException("The log is followed already.");
        }
    }

    /// <exception cref="InvalidOperationException">The log is followed.</exception>
    public void ContinueFrom(long position)
    {
        lock (_lock)
        {
            if (_sink is not null)
            {
                throw new InvalidOperationException("The log is followed; it can be continued from a position only before.");
            }

            Volatile.Write(ref _position, position);
        }
    }

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), typeof(IModelLog));

    /// <summary>Ends the taking of events, without waiting for one that is being taken.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool Close() => !Interlocked.Exchange(ref _isClosed, true);
}
