using System.Buffers.Binary;
using System.IO.Compression;

namespace OnlineMl.Datasets;

/// <summary>What is packed in a gzip file, of which nothing is missing at the end.</summary>
/// <remarks><see cref="GZipStream"/> takes the end of a file that was cut short for the end of its data, so that rows would be lost without a word. A whole
/// file ends with the length of what was packed last (RFC 1952, section 2.3.1); one that was cut has other bytes there, which as a number are hardly ever so small.</remarks>
internal sealed class WholeGzip : ForwardStream
{
    private readonly Tail _packed;
    private long _length;

    public WholeGzip(Stream packed)
        : this(new Tail(packed))
    {
    }

    private WholeGzip(Tail packed)
        : base(new GZipStream(packed, CompressionMode.Decompress)) => _packed = packed;

    /// <exception cref="InvalidDataException">The end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = Source.Read(buffer);
        _length += count;
        return count == 0 && !buffer.IsEmpty && _length <= uint.MaxValue && _packed.LastNumber > _length
            ? throw new InvalidDataException("The gzip data are cut short: their end is missing.")
            : count;
    }

    /// <summary>Remembers the last bytes that were read.</summary>
    private sealed class Tail(Stream source) : ForwardStream(source)
    {
        private readonly byte[] _last = new byte[sizeof(uint)];

        public uint LastNumber => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override int Read(Span<byte> buffer)
        {
            var count = Source.Read(buffer);
            var last = buffer[..count];
            var kept = Math.Max(_last.Length - count, 0);
            _last.AsSpan(_last.Length - kept).CopyTo(_last);
            last[Math.Max(count - _last.Length, 0)..].CopyTo(_last.AsSpan(kept));
            return count;
        }
    }
}
