using System.Buffers.Binary;
using System.Text;
using MessagePack;

namespace OnlineMl.Serving.Fold;

/// <summary>Writes the values of an event as the MessagePack package writes them, each in its shortest form.</summary>
/// <remarks>The package takes three times as long for these few values, and each call that is stored waits for it.</remarks>
/// <param name="bytes">Receives the event; at least <see cref="MaxLength"/> bytes.</param>
internal ref struct RecordBytes(Span<byte> bytes)
{
    // The code of a text and its length.
    private const int TextOverhead = 1 + sizeof(uint);

    // The list, version and kind, and the time with its code.
    private const int FixedLength = 3 + 1 + sizeof(ulong);

    private const int MostTexts = 6;

    private readonly Span<byte> _bytes = bytes;

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes the event of a call may take.</summary>
    /// <exception cref="OverflowException">More than an array can have.</exception>
    public static int MaxLength(in ModelCall call) => checked(
        FixedLength + (MostTexts * TextOverhead)
        + Encoding.UTF8.GetMaxByteCount(call.Identifier?.Length ?? 0) + Encoding.UTF8.GetMaxByteCount(call.IdempotencyKey?.Length ?? 0)
        + call.Features.Length + call.GroundTruth.Length + call.Prediction.Length + call.Options.Length);

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
