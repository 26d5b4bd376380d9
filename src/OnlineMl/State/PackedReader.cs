using System.Buffers.Binary;
using System.Text;
using MessagePack;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>Reads MessagePack values from bytes that may come from anywhere.</summary>
/// <remarks>The forms that nearly all values of a state have are read here, because a state is many small values; the package reads all
/// others and refuses what is none. What it says of damaged or unexpected input in several ways is <see cref="StateFormatException"/> here,
/// and nothing else. Lengths are checked against the bytes that are left, texts are UTF-8, and no nesting is too deep to be passed over. It has more than three hundred
/// lines because each kind of value has its short form and its refusal here, and all move the one position.</remarks>
internal struct PackedReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _end;
    private int _position;

    /// <summary>A reader at the beginning of some bytes, which may not change while it is used.</summary>
    public PackedReader(ReadOnlyMemory<byte> bytes)
    {
        var segment = MemoryViews.Segment(bytes);
        _bytes = segment.Array ?? [];
        _start = _position = segment.Offset;
        _end = segment.Offset + segment.Count;
    }

    /// <summary>How many bytes there are.</summary>
    public readonly int Length => _end - _start;

    /// <summary>How many bytes have been read. It may be set to where a value begins.</summary>
    public int Consumed
    {
        readonly get => _position - _start;
        set => _position = _start + value;
    }

    private MessagePackType NextType => Checked(static (scoped ref reader) => reader.NextMessagePackType);

    private readonly ReadOnlySpan<byte> Left => _bytes.AsSpan(_position, _end - _position);

    // A code that no value has stands for the end.
    private readonly byte Code => _position < _end ? _bytes[_position] : MessagePackCode.NeverUsed;

    /// <summary>Whether some bytes end in a value that is so many bytes, fewer than 256.</summary>
    public static bool EndsInBytes(ReadOnlySpan<byte> bytes, int length) =>
        bytes.Length >= 2 + length && bytes[^(2 + length)] == MessagePackCode.Bin8 && bytes[^(1 + length)] == length;

    /// <summary>Reads nil if it is the next value.</summary>
    public bool TryReadNil()
    {
        if (Code == MessagePackCode.Nil)
        {
            _position++;
            return true;
        }

        return _position == _end && Checked(static (scoped ref reader) => reader.TryReadNil());
    }

    /// <summary>Reads a text if it is the next value and just this one, of ASCII alone and short.</summary>
    public bool TryReadShort(string text)
    {
        var left = Left;
        if (text.Length > MessagePackRange.MaxFixStringLength || left.Length <= text.Length ||
            left[0] != (MessagePackCode.MinFixStr | text.Length) || !Ascii.Equals(left.Slice(1, text.Length), text))
        {
            return false;
        }

        _position += 1 + text.Length;
        return true;
    }

    /// <summary>Reads the number of values of a list; there are at least as many bytes left.</summary>
    public int ReadArrayHeader()
    {
        var count = Code ^ MessagePackCode.MinFixArray;
        if (count <= MessagePackRange.MaxFixArrayCount && count < _end - _position)
        {
            _position++;
            return count;
        }

        return Checked(static (scoped ref reader) => reader.ReadArrayHeader());
    }

    /// <summary>Reads the number of entries of a map; there are at least twice as many bytes left.</summary>
    public int ReadMapHeader()
    {
        var count = Code ^ MessagePackCode.MinFixMap;
        if (count <= MessagePackRange.MaxFixMapCount && 2 * count < _end - _position)
        {
            _position++;
            return count;
        }

        return Checked(static (scoped ref reader) => reader.ReadMapHeader());
    }

    /// <summary>Reads a truth value.</summary>
    public bool ReadBoolean()
    {
        var code = Code;
        if (code is MessagePackCode.True or MessagePackCode.False)
        {
            _position++;
            return code == MessagePackCode.True;
        }

        return Checked(static (scoped ref reader) => reader.ReadBoolean());
    }

    /// <summary>Reads a whole number.</summary>
    public int ReadInt32() => TryReadCount(out var count) ? count : Checked(static (scoped ref reader) => reader.ReadInt32());

    /// <summary>Reads a whole number.</summary>
    public uint ReadUInt32() => TryReadCount(out var count) ? (uint)count : Checked(static (scoped ref reader) => reader.ReadUInt32());

    /// <summary>Reads a whole number.</summary>
    public long ReadInt64()
    {
        if (TryReadCount(out var count))
        {
            return count;
        }

        // As moments in milliseconds are.
        var left = Left;
        if (left.Length > sizeof(ulong) && left[0] == MessagePackCode.UInt64 && left[1] <= sbyte.MaxValue)
        {
            _position += 1 + sizeof(ulong);
            return BinaryPrimitives.ReadInt64BigEndian(left[1..]);
        }

        return Checked(static (scoped ref reader) => reader.ReadInt64());
    }

    /// <summary>Reads a whole number.</summary>
    public ulong ReadUInt64() => TryReadCount(out var count) ? (ulong)count : Checked(static (scoped ref reader) => reader.ReadUInt64());

    /// <summary>Reads a number, whole or not.</summary>
    public double ReadDouble()
    {
        var left = Left;
        if (left.Length > sizeof(double) && left[0] == MessagePackCode.Float64)
        {
            _position += 1 + sizeof(double);
            return BinaryPrimitives.ReadDoubleBigEndian(left[1..]);
        }

        return Checked(static (scoped ref reader) => reader.ReadDouble());
    }

    /// <summary>Reads a text or null.</summary>
    public string? ReadString()
    {
        if (TryReadNil())
        {
            return null;
        }

        var text = ReadStringSpan();
        try
        {
            return Strict.GetString(text);
        }
        catch (ArgumentException exception)
        {
            throw new StateFormatException($"A text before byte {Consumed} is not UTF-8.", exception);
        }
    }

    /// <summary>Reads the bytes of a text, which may be no UTF-8.</summary>
    public ReadOnlySpan<byte> ReadStringSpan()
    {
        var left = Left;
        var length = Code ^ MessagePackCode.MinFixStr;
        if (length <= MessagePackRange.MaxFixStringLength && length < left.Length)
        {
            _position += 1 + length;
            return left.Slice(1, length);
        }

        if (left.Length > 1 && left[0] == MessagePackCode.Str8 && left[1] <= left.Length - 2)
        {
            _position += 2 + left[1];
            return left.Slice(2, left[1]);
        }

        if (left.Length > 2 && left[0] == MessagePackCode.Str16 && BinaryPrimitives.ReadUInt16BigEndian(left[1..]) is var bytes && bytes <= left.Length - 3)
        {
            _position += 3 + bytes;
            return left.Slice(3, bytes);
        }

        return Checked(static (scoped ref reader) =>
            reader.TryReadStringSpan(out var text) ? text : throw new EndOfStreamException("There is no text, or it ends too early."));
    }

    /// <summary>Reads a class.</summary>
    public Label ReadLabel() => Code switch
    {
        MessagePackCode.True or MessagePackCode.False => new Label(ReadBoolean()),
        >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr => new Label(ReadString()!),
        MessagePackCode.Nil when TryReadNil() => default,
        <= MessagePackCode.MaxFixInt => new Label(ReadInt64()),
        _ when NextType == MessagePackType.Integer => new Label(ReadInt64()),
        _ => ReadString() is { } text ? new Label(text) : default,
    };

    /// <summary>Reads bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes() =>
        Checked(static (scoped ref reader) => reader.NextMessagePackType == MessagePackType.Binary && reader.ReadBytes() is { } read
            ? read.FirstSpan
            : throw new EndOfStreamException("There are no bytes."));

    /// <summary>Whether an extension comes next: numbers as their bytes.</summary>
    public readonly bool IsExtensionNext => Code is >= MessagePackCode.Ext8 and <= MessagePackCode.Ext32 or >= MessagePackCode.FixExt1 and <= MessagePackCode.FixExt16;

    /// <summary>Reads an extension: its type code and its bytes.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        var header = Code switch
        {
            MessagePackCode.Ext8 when _end - _position >= 3 => ReadShortExtension(Left[1], 2),
            MessagePackCode.Ext16 when _end - _position >= 4 => ReadShortExtension(BinaryPrimitives.ReadUInt16BigEndian(Left[1..]), 3),
            _ => Checked(static (scoped ref reader) => reader.ReadExtensionFormatHeader()),
        };
        type = header.TypeCode;
        if (header.Length > _end - _position)
        {
            throw new StateFormatException($"The data end within an extension, at byte {Length}.");
        }

        var content = Left[..(int)header.Length];
        _position += (int)header.Length;
        return content;
    }

    /// <summary>Passes over the next value with everything in it.</summary>
    public void Skip()
    {
        for (var left = 1L; left > 0; left--)
        {
            switch (Code)
            {
                case <= MessagePackCode.MaxFixInt or >= MessagePackCode.MinNegativeFixInt or MessagePackCode.Nil or MessagePackCode.False or MessagePackCode.True:
                    _position++;
                    break;
                case >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr:
                    ReadStringSpan();
                    break;
                case MessagePackCode.Float64:
                    ReadDouble();
                    break;
                case >= MessagePackCode.MinFixArray and <= MessagePackCode.MaxFixArray or MessagePackCode.Array16 or MessagePackCode.Array32:
                    left += ReadArrayHeader();
                    break;
                case >= MessagePackCode.MinFixMap and <= MessagePackCode.MaxFixMap or MessagePackCode.Map16 or MessagePackCode.Map32:
                    left += 2L * ReadMapHeader();
                    break;
                case var _ when IsExtensionNext:
                    ReadExtension(out _);
                    break;
                default:
                    SkipOne();
                    break;
            }
        }
    }

    private static bool IsRefusal(Exception exception) =>
        exception is MessagePackSerializationException or EndOfStreamException or OverflowException or InvalidOperationException or ArgumentException;

    private bool TryReadCount(out int count)
    {
        var left = Left;
        if (left.Length > 0 && left[0] <= MessagePackCode.MaxFixInt)
        {
            count = left[0];
            _position++;
            return true;
        }

        if (left.Length > 2 && left[0] == MessagePackCode.UInt16)
        {
            count = BinaryPrimitives.ReadUInt16BigEndian(left[1..]);
            _position += 1 + sizeof(ushort);
            return true;
        }

        count = 0;
        return false;
    }

    private ExtensionHeader ReadShortExtension(int length, int typeAt)
    {
        var header = new ExtensionHeader((sbyte)_bytes[_position + typeAt], length);
        _position += typeAt + 1;
        return header;
    }

    private void SkipOne() => Checked(static (scoped ref reader) =>
    {
        reader.Skip();
        return true;
    });

    private T Checked<T>(ReadOne<T> read)
        where T : allows ref struct
    {
        var reader = new MessagePackReader(_bytes.AsMemory(_position, _end - _position));
        try
        {
            var value = read(ref reader);
            _position += (int)reader.Consumed;
            return value;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new StateFormatException($"The data cannot be read at byte {Consumed + reader.Consumed} of {Length}: {exception.Message}", exception);
        }
    }

    private delegate T ReadOne<out T>(scoped ref MessagePackReader reader)
        where T : allows ref struct;
}
