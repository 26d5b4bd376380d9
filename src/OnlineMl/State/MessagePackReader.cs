using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OnlineMl.State;

/// <summary>Reads MessagePack values. Every length is checked against the bytes that are left before it is believed.</summary>
/// <remarks>Damaged or unexpected input gives <see cref="StateFormatException"/> and nothing else.</remarks>
/// <param name="bytes">What to read from.</param>
[SuppressMessage("Performance", "CA1815", Justification = "A reader on the stack is never compared.")]
public ref struct MessagePackReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>How deep lists and maps may be nested.</summary>
    public const int DeepestNesting = 1000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>A reader of a sequence. One of several segments is copied first.</summary>
    public MessagePackReader(in ReadOnlySequence<byte> sequence)
        : this(sequence.IsSingleSegment ? sequence.FirstSpan : sequence.ToArray())
    {
    }

    /// <summary>How many bytes have been read.</summary>
    public readonly long Consumed => _position;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool End => _position == _bytes.Length;

    /// <summary>The first byte of the next value.</summary>
    public readonly byte NextCode => _position < _bytes.Length ? _bytes[_position] : throw EndsEarly();

    /// <summary>What the next value is.</summary>
    public readonly MessagePackType NextMessagePackType => NextCode switch
    {
        <= 0x7f or >= 0xe0 or (>= 0xcc and <= 0xd3) => MessagePackType.Integer,
        <= 0x8f or 0xde or 0xdf => MessagePackType.Map,
        <= 0x9f or 0xdc or 0xdd => MessagePackType.Array,
        <= 0xbf or (>= 0xd9 and <= 0xdb) => MessagePackType.String,
        0xc0 => MessagePackType.Nil,
        0xc1 => MessagePackType.Unknown,
        0xc2 or 0xc3 => MessagePackType.Boolean,
        <= 0xc6 => MessagePackType.Binary,
        0xca or 0xcb => MessagePackType.Float,
        _ => MessagePackType.Extension,
    };

    /// <summary>Whether the next value is nil.</summary>
    public readonly bool IsNil => NextCode == 0xc0;

    /// <summary>Reads nil if it is the next value.</summary>
    public bool TryReadNil()
    {
        if (!IsNil)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Reads the number of values of a list.</summary>
    public int ReadArrayHeader() => NextCode switch
    {
        >= 0x90 and <= 0x9f => Small(0x0f, 1),
        0xdc => Items(2, 1),
        0xdd => Items(4, 1),
        _ => throw Unexpected("a list"),
    };

    /// <summary>Reads the number of entries of a map.</summary>
    public int ReadMapHeader() => NextCode switch
    {
        >= 0x80 and <= 0x8f => Small(0x0f, 2),
        0xde => Items(2, 2),
        0xdf => Items(4, 2),
        _ => throw Unexpected("a map"),
    };

    /// <summary>Reads a truth value.</summary>
    public bool ReadBoolean()
    {
        var code = NextCode;
        if (code is not (0xc2 or 0xc3))
        {
            throw Unexpected("true or false");
        }

        _position++;
        return code == 0xc3;
    }

    /// <summary>Reads a whole number of the range of <see cref="int"/>.</summary>
    public int ReadInt32()
    {
        var value = ReadInt64();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw TooLarge(value);
    }

    /// <summary>Reads a whole number of the range of <see cref="uint"/>.</summary>
    public uint ReadUInt32()
    {
        var value = ReadUInt64();
        return value <= uint.MaxValue ? (uint)value : throw TooLarge(value);
    }

    /// <summary>Reads a whole number of the range of <see cref="long"/>.</summary>
    public long ReadInt64()
    {
        var magnitude = ReadInteger(out var isNegative);
        return isNegative || magnitude <= long.MaxValue ? (long)magnitude : throw TooLarge(magnitude);
    }

    /// <summary>Reads a whole number of the range of <see cref="ulong"/>.</summary>
    public ulong ReadUInt64()
    {
        var magnitude = ReadInteger(out var isNegative);
        return isNegative ? throw TooLarge((long)magnitude) : magnitude;
    }

    /// <summary>Reads a number, whole or not.</summary>
    public double ReadDouble()
    {
        switch (NextCode)
        {
            case 0xcb:
                _position++;
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            case 0xca:
                _position++;
                return BinaryPrimitives.ReadSingleBigEndian(Take(4));
            default:
                var magnitude = ReadInteger(out var isNegative);
                return isNegative ? (long)magnitude : magnitude;
        }
    }

    /// <summary>Reads a number in single precision.</summary>
    public float ReadSingle()
    {
        if (NextCode != 0xca)
        {
            return (float)ReadDouble();
        }

        _position++;
        return BinaryPrimitives.ReadSingleBigEndian(Take(4));
    }

    /// <summary>Reads a text or null.</summary>
    public string? ReadString()
    {
        if (TryReadNil())
        {
            return null;
        }

        try
        {
            return Strict.GetString(ReadStringSpan());
        }
        catch (ArgumentException exception)
        {
            throw new StateFormatException($"A text before byte {_position} is not UTF-8.", exception);
        }
    }

    /// <summary>Reads the bytes of a text.</summary>
    public ReadOnlySpan<byte> ReadStringSpan() => NextCode switch
    {
        >= 0xa0 and <= 0xbf => Take(Small(0x1f, 1)),
        0xd9 => Take(Items(1, 1)),
        0xda => Take(Items(2, 1)),
        0xdb => Take(Items(4, 1)),
        _ => throw Unexpected("a text"),
    };

    /// <summary>Reads bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes() => NextCode switch
    {
        0xc4 => Take(Items(1, 1)),
        0xc5 => Take(Items(2, 1)),
        0xc6 => Take(Items(4, 1)),
        _ => throw Unexpected("bytes"),
    };

    /// <summary>Passes over the next value with everything in it.</summary>
    public void Skip() => Skip(0);

    private void Skip(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new StateFormatException($"Values are nested deeper than {DeepestNesting} at byte {_position}.");
        }

        switch (NextMessagePackType)
        {
            case MessagePackType.Nil or MessagePackType.Boolean:
                _position++;
                break;
            case MessagePackType.Integer:
                ReadInteger(out _);
                break;
            case MessagePackType.Float:
                ReadDouble();
                break;
            case MessagePackType.String:
                ReadStringSpan();
                break;
            case MessagePackType.Binary:
                ReadBytes();
                break;
            case MessagePackType.Array:
                for (var left = ReadArrayHeader(); left > 0; left--)
                {
                    Skip(depth + 1);
                }

                break;
            case MessagePackType.Map:
                for (var left = ReadMapHeader(); left > 0; left--)
                {
                    Skip(depth + 1);
                    Skip(depth + 1);
                }

                break;
            case MessagePackType.Extension:
                SkipExtension();
                break;
            default:
                throw Unexpected("a value");
        }
    }

    private void SkipExtension()
    {
        var code = NextCode;
        var length = code >= 0xd4 ? FixedExtension(code) : Items(1 << (code - 0xc7), 1);
        Take(1);
        Take(length);
    }

    private int FixedExtension(byte code)
    {
        _position++;
        return 1 << (code - 0xd4);
    }

    // Negative numbers come back in two's complement.
    private ulong ReadInteger(out bool isNegative)
    {
        var code = NextCode;
        if (code is not (<= 0x7f or >= 0xe0 or (>= 0xcc and <= 0xd3)))
        {
            throw Unexpected("a whole number");
        }

        _position++;
        if (code is >= 0xcc and <= 0xcf)
        {
            isNegative = false;
            return Unsigned(1 << (code - 0xcc));
        }

        long value = code switch
        {
            0xd0 => (sbyte)Take(1)[0],
            0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            _ => (sbyte)code,
        };
        isNegative = value < 0;
        return (ulong)value;
    }

    private int Small(byte mask, int bytesPerItem) => Checked((uint)(_bytes[_position++] & mask), bytesPerItem);

    private int Items(int lengthBytes, int bytesPerItem)
    {
        _position++;
        return Checked(Unsigned(lengthBytes), bytesPerItem);
    }

    private readonly int Checked(ulong count, int bytesPerItem) =>
        count * (uint)bytesPerItem <= (uint)(_bytes.Length - _position) ? (int)count : throw EndsEarly();

    private ulong Unsigned(int byteCount)
    {
        ulong value = 0;
        foreach (var item in Take(byteCount))
        {
            value = (value << 8) | item;
        }

        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw EndsEarly();
        }

        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private readonly StateFormatException EndsEarly() => new($"The data end too early, at byte {_position} of {_bytes.Length}.");

    private readonly StateFormatException Unexpected(string wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"There is no {wanted} at byte {_position} but a value that begins with 0x{NextCode:x2}."));

    private readonly StateFormatException TooLarge<T>(T value) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The whole number {value} before byte {_position} is out of range."));
}
