using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OnlineMl.State;

/// <summary>Writes MessagePack values, each in its shortest form; floating-point numbers keep their width.</summary>
/// <remarks>What is written reaches the output with <see cref="Flush"/>.</remarks>
/// <param name="output">Receives the bytes.</param>
[SuppressMessage("Performance", "CA1815", Justification = "A writer on the stack is never compared.")]
public ref struct MessagePackWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _used;

    /// <summary>Hands over what was written to the output.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _span = default;
        _used = 0;
    }

    /// <summary>Writes no value.</summary>
    public void WriteNil() => Take(1)[0] = 0xc0;

    /// <summary>Begins a list; its values follow.</summary>
    public void WriteArrayHeader(int count) => WriteHeader(count, 0x90, 16, 0xdc);

    /// <summary>Begins a map; its keys and values follow in turn.</summary>
    public void WriteMapHeader(int count) => WriteHeader(count, 0x80, 16, 0xde);

    /// <summary>Writes a truth value.</summary>
    public void Write(bool value) => Take(1)[0] = value ? (byte)0xc3 : (byte)0xc2;

    /// <summary>Writes a number in 64 bits.</summary>
    public void Write(double value)
    {
        var span = Take(9);
        span[0] = 0xcb;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
    }

    /// <summary>Writes a number in 32 bits.</summary>
    public void Write(float value)
    {
        var span = Take(5);
        span[0] = 0xca;
        BinaryPrimitives.WriteSingleBigEndian(span[1..], value);
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(int value) => Write((long)value);

    /// <summary>Writes a whole number.</summary>
    public void Write(uint value) => Write((ulong)value);

    /// <summary>Writes a whole number.</summary>
    public void Write(long value)
    {
        switch (value)
        {
            case >= 0:
                Write((ulong)value);
                break;
            case >= -32:
                Take(1)[0] = (byte)value;
                break;
            case >= sbyte.MinValue:
                var two = Take(2);
                two[0] = 0xd0;
                two[1] = (byte)value;
                break;
            case >= short.MinValue:
                var three = Take(3);
                three[0] = 0xd1;
                BinaryPrimitives.WriteInt16BigEndian(three[1..], (short)value);
                break;
            case >= int.MinValue:
                var five = Take(5);
                five[0] = 0xd2;
                BinaryPrimitives.WriteInt32BigEndian(five[1..], (int)value);
                break;
            default:
                var nine = Take(9);
                nine[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(nine[1..], value);
                break;
        }
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(ulong value)
    {
        switch (value)
        {
            case < 128:
                Take(1)[0] = (byte)value;
                break;
            case <= byte.MaxValue:
                var two = Take(2);
                two[0] = 0xcc;
                two[1] = (byte)value;
                break;
            case <= ushort.MaxValue:
                var three = Take(3);
                three[0] = 0xcd;
                BinaryPrimitives.WriteUInt16BigEndian(three[1..], (ushort)value);
                break;
            case <= uint.MaxValue:
                var five = Take(5);
                five[0] = 0xce;
                BinaryPrimitives.WriteUInt32BigEndian(five[1..], (uint)value);
                break;
            default:
                var nine = Take(9);
                nine[0] = 0xcf;
                BinaryPrimitives.WriteUInt64BigEndian(nine[1..], value);
                break;
        }
    }

    /// <summary>Writes a text, or nil when it is null.</summary>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
        }
        else
        {
            Write(value.AsSpan());
        }
    }

    /// <summary>Writes a text.</summary>
    public void Write(ReadOnlySpan<char> value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        WriteStringHeader(bytes);
        Encoding.UTF8.GetBytes(value, Take(bytes));
    }

    /// <summary>Writes a text given in UTF-8.</summary>
    public void WriteString(ReadOnlySpan<byte> utf8Value)
    {
        WriteStringHeader(utf8Value.Length);
        WriteRaw(utf8Value);
    }

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        WriteBinHeader(value.Length);
        WriteRaw(value);
    }

    /// <summary>Begins a text; its bytes of UTF-8 follow with <see cref="WriteRaw"/>.</summary>
    public void WriteStringHeader(int byteCount)
    {
        if (byteCount is >= 32 and <= byte.MaxValue)
        {
            var span = Take(2);
            span[0] = 0xd9;
            span[1] = (byte)byteCount;
        }
        else
        {
            WriteHeader(byteCount, 0xa0, 32, 0xda);
        }
    }

    /// <summary>Begins bytes, which follow with <see cref="WriteRaw"/>.</summary>
    public void WriteBinHeader(int length)
    {
        if (length is >= 0 and <= byte.MaxValue)
        {
            var span = Take(2);
            span[0] = 0xc4;
            span[1] = (byte)length;
        }
        else
        {
            WriteHeader(length, 0, 0, 0xc5);
        }
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private void WriteHeader(int count, byte small, int smallLimit, byte code16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count < smallLimit)
        {
            Take(1)[0] = (byte)(small | count);
        }
        else if (count <= ushort.MaxValue)
        {
            var span = Take(3);
            span[0] = code16;
            BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)count);
        }
        else
        {
            var span = Take(5);
            span[0] = (byte)(code16 + 1);
            BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)count);
        }
    }

    private Span<byte> Take(int count)
    {
        if (_span.Length - _used < count)
        {
            Flush();
            _span = _output.GetSpan(count);
        }

        var taken = _span.Slice(_used, count);
        _used += count;
        return taken;
    }
}
