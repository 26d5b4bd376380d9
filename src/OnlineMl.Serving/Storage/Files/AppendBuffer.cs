namespace OnlineMl.Serving.Storage.Files;

/// <summary>Events that are written together, as the bytes of the file and as what the sink gets.</summary>
internal sealed class AppendBuffer
{
    private const int LeastBytes = 16 * 1024;
    private const int LeastEvents = 64;
    private byte[] _bytes = new byte[LeastBytes];
    private StoredEvent[] _events = new StoredEvent[LeastEvents];
    private int _count;

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<StoredEvent> Events => _events.AsSpan(0, _count);

    public void Add(long position, ReadOnlySpan<byte> record, uint checksum, object? pending)
    {
        var length = record.Length + SegmentFormat.FrameBytes;
        if (_bytes.Length - Length < length)
        {
            // Events already added keep the array that they are in; it has the same bytes.
            var larger = new byte[Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Length + length))];
            Bytes.CopyTo(larger);
            _bytes = larger;
        }

        if (_count == _events.Length)
        {
            Array.Resize(ref _events, 2 * _count);
        }

        SegmentFormat.WriteFrame(_bytes.AsSpan(Length, length), record, checksum);
        _events[_count++] = new StoredEvent(position, _bytes.AsMemory(Length + SegmentFormat.FrameBytes, record.Length), pending);
        Length += length;
    }

    public void Clear()
    {
        _events.AsSpan(0, _count).Clear();
        _count = 0;
        Length = 0;
    }
}
