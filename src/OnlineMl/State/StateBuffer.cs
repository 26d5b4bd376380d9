using System.Buffers;

namespace OnlineMl.State;

/// <summary>A growing run of bytes into which a few more can be pushed where a length turned out larger than guessed. Its memory is
/// borrowed, because the state of a large model would otherwise need several times its size in new memory whenever it is saved.</summary>
internal sealed class StateBuffer(int expectedBytes = 0) : IBufferWriter<byte>, IMemoryOwner<byte>
{
    private const int LeastBytes = 512;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(LeastBytes, expectedBytes));

    public int Count { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Count);

    /// <summary>What is written.</summary>
    public Memory<byte> Memory => _bytes.AsMemory(0, Count);

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

    public void Dispose()
    {
        Count = 0;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    public static InvalidOperationException TooLarge() => new("The learned state takes more than 2 GB.");

    private void Reserve(int count)
    {
        if (_bytes.Length - Count < count)
        {
            var wanted = Math.Max((long)Count + count, Math.Min(Array.MaxLength, _bytes.Length * 2L));
            if (wanted > Array.MaxLength)
            {
                throw TooLarge();
            }

            var larger = ArrayPool<byte>.Shared.Rent((int)wanted);
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
