using System.Buffers;

namespace OnlineMl.State;

/// <summary>A growing run of bytes into which a few more can be pushed where a length turned out larger than guessed.</summary>
internal sealed class StateBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[512];

    public int Count { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Count);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Count);

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _bytes.AsSpan(Count);
    }

    public void Insert(int position, int count)
    {
        Reserve(count);
        _bytes.AsSpan(position, Count - position).CopyTo(_bytes.AsSpan(position + count));
        Count += count;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Count < count)
        {
            var wanted = Math.Max((long)Count + count, Math.Min(Array.MaxLength, _bytes.Length * 2L));
            if (wanted > Array.MaxLength)
            {
                throw new InvalidOperationException("The learned state takes more than 2 GB.");
            }

            Array.Resize(ref _bytes, (int)wanted);
        }
    }
}
