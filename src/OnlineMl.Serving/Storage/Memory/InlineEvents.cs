namespace OnlineMl.Serving.Storage.Memory;

/// <summary>Gives events to the sink as they come, without keeping them.</summary>
internal sealed class InlineEvents(IEventSink sink, long position)
{
    private const int LargestKept = 1024 * 1024;
    private readonly Lock _lock = new();
    private byte[] _record = [];
    private long _position = position;
    private volatile bool _isClosed;

    public long Position => Volatile.Read(ref _position);

    public void Append(ReadOnlySpan<byte> record, object? pending)
    {
        lock (_lock)
        {
            ThrowIfClosed();
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

    public void ContinueFrom(long position)
    {
        lock (_lock)
        {
            Volatile.Write(ref _position, position);
        }
    }

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, typeof(IModelLog));

    /// <summary>Ends the taking of events.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool Close()
    {
        lock (_lock)
        {
            var wasOpen = !_isClosed;
            _isClosed = true;
            return wasOpen;
        }
    }
}
