using System.Buffers.Binary;
using System.Text;
using MessagePack;

namespace OnlineMl.State;

/// <summary>Writes MessagePack values into bytes that are known to be enough for them, each in its shortest form.</summary>
/// <remarks>For the few values of an event, for each of which a call waits: the package takes three times as long. The bytes are those of the package.</remarks>
/// <param name="bytes">Receives the values.</param>
internal ref struct PackedSpan(Span<byte> bytes)
{
    /// <summary>So many bytes a text takes at most beside those of its UTF-8.</summary>
    public const int TextOverhead = 1 + sizeof(uint);

    /// <summary>So many bytes a whole number takes at most.</summary>
    public const int MaxNumberLength = 1 + sizeof(ulong);

    private readonly Span<byte> _bytes = bytes;

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>Writes the number of values of a list that follow, at most 15.</summary>
    public void WriteShortArrayHeader(int count) => WriteSmall(MessagePackCode.MinFixArray | count);

    /// <summary>Writes a code, or a whole number from 0 to 127.</summary>
    public void WriteSmall(int value) => _bytes[Length++] = (byte)value;

    /// <summary>Writes a whole number.</summary>
    public void Write(long value)
    {
        if (value <= uint.MaxValue)
        {
            // No moment since February 1970 is one of these.
            WriteByPackage(value);
            return;
        }

        WriteSmall(MessagePackCode.UInt64);
        BinaryPrimitives.WriteInt64BigEndian(_bytes[Length..], value);
        Length += sizeof(long);
    }

    /// <summary>Writes a text; nil for none.</summary>
    public void Write(string? text)
    {
        if (text is null)
        {
            WriteSmall(MessagePackCode.Nil);
            return;
        }

        WriteTextHeader(Encoding.UTF8.GetByteCount(text));
        Length += Encoding.UTF8.GetBytes(text, _bytes[Length..]);
    }

    /// <summary>Writes a text that is in UTF-8 already; nil for an empty one.</summary>
    public void Write(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            WriteSmall(MessagePackCode.Nil);
            return;
        }

        WriteTextHeader(text.Length);
        text.CopyTo(_bytes[Length..]);
        Length += text.Length;
    }

    /// <summary>Writes bytes that are no text, with a length of four bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteSmall(MessagePackCode.Bin32);
        BinaryPrimitives.WriteInt32BigEndian(_bytes[Length..], value.Length);
        Length += sizeof(int);
        value.CopyTo(_bytes[Length..]);
        Length += value.Length;
    }

    private void WriteTextHeader(int length)
    {
        switch (length)
        {
            case <= MessagePackRange.MaxFixStringLength:
                WriteSmall(MessagePackCode.MinFixStr | length);
                break;
            case <= byte.MaxValue:
                WriteSmall(MessagePackCode.Str8);
                WriteSmall(length);
                break;
            case <= ushort.MaxValue:
                WriteSmall(MessagePackCode.Str16);
                BinaryPrimitives.WriteUInt16BigEndian(_bytes[Length..], (ushort)length);
                Length += sizeof(ushort);
                break;
            default:
                WriteSmall(MessagePackCode.Str32);
                BinaryPrimitives.WriteInt32BigEndian(_bytes[Length..], length);
                Length += sizeof(int);
                break;
        }
    }

    private void WriteByPackage(long value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1 + sizeof(long));
        var writer = new MessagePackWriter(buffer);
        writer.Write(value);
        writer.Flush();
        buffer.WrittenSpan.CopyTo(_bytes[Length..]);
        Length += buffer.WrittenCount;
    }
}
