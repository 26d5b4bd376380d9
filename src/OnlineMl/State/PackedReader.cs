using System.Buffers;
using System.Text;
using MessagePack;

namespace OnlineMl.State;

/// <summary>Reads MessagePack values from bytes that may come from anywhere.</summary>
/// <remarks>What the package says of damaged or unexpected input in several ways is <see cref="StateFormatException"/> here, and nothing
/// else. Lengths are checked against the bytes that are left, texts are UTF-8, and no nesting is too deep to be passed over.</remarks>
internal ref struct PackedReader(ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private MessagePackReader _reader = new(bytes);

    /// <summary>How many bytes have been read.</summary>
    public readonly long Consumed => _reader.Consumed;

    /// <summary>What the next value is.</summary>
    public MessagePackType NextType => Checked(static (scoped ref reader) => reader.NextMessagePackType);

    /// <summary>Reads nil if it is the next value.</summary>
    public bool TryReadNil() => Checked(static (scoped ref reader) => reader.TryReadNil());

    /// <summary>Reads the number of values of a list; there are at least as many bytes left.</summary>
    public int ReadArrayHeader() => Checked(static (scoped ref reader) => reader.ReadArrayHeader());

    /// <summary>Reads the number of entries of a map; there are at least twice as many bytes left.</summary>
    public int ReadMapHeader() => Checked(static (scoped ref reader) => reader.ReadMapHeader());

    /// <summary>Reads a truth value.</summary>
    public bool ReadBoolean() => Checked(static (scoped ref reader) => reader.ReadBoolean());

    /// <summary>Reads a whole number.</summary>
    public int ReadInt32() => Checked(static (scoped ref reader) => reader.ReadInt32());

    /// <summary>Reads a whole number.</summary>
    public uint ReadUInt32() => Checked(static (scoped ref reader) => reader.ReadUInt32());

    /// <summary>Reads a whole number.</summary>
    public long ReadInt64() => Checked(static (scoped ref reader) => reader.ReadInt64());

    /// <summary>Reads a whole number.</summary>
    public ulong ReadUInt64() => Checked(static (scoped ref reader) => reader.ReadUInt64());

    /// <summary>Reads a number, whole or not.</summary>
    public double ReadDouble() => Checked(static (scoped ref reader) => reader.ReadDouble());

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
    public ReadOnlySpan<byte> ReadStringSpan() =>
        Checked(static (scoped ref reader) =>
            reader.TryReadStringSpan(out var text) ? text : throw new EndOfStreamException("There is no text, or it ends too early."));

    /// <summary>Reads bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes() =>
        Checked(static (scoped ref reader) => reader.NextMessagePackType == MessagePackType.Binary && reader.ReadBytes() is { } read
            ? read.FirstSpan
            : throw new EndOfStreamException("There are no bytes."));

    /// <summary>Reads an extension: its type code and its bytes.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        var header = Checked(static (scoped ref reader) => reader.ReadExtensionFormatHeader());
        type = header.TypeCode;
        if (header.Length > bytes.Length - Consumed)
        {
            throw new StateFormatException($"The data end within an extension, at byte {bytes.Length}.");
        }

        var content = bytes.Span.Slice((int)Consumed, (int)header.Length);
        _reader.ReadRaw(header.Length);
        return content;
    }

    /// <summary>Passes over the next value with everything in it.</summary>
    public void Skip()
    {
        for (var left = 1L; left > 0; left--)
        {
            switch (NextType)
            {
                case MessagePackType.Array:
                    left += ReadArrayHeader();
                    break;
                case MessagePackType.Map:
                    left += 2L * ReadMapHeader();
                    break;
                case MessagePackType.Extension:
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

    private void SkipOne() => Checked(static (scoped ref reader) =>
    {
        reader.Skip();
        return true;
    });

    private T Checked<T>(ReadOne<T> read)
        where T : allows ref struct
    {
        try
        {
            return read(ref _reader);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new StateFormatException($"The data cannot be read at byte {Consumed} of {bytes.Length}: {exception.Message}", exception);
        }
    }

    private delegate T ReadOne<out T>(scoped ref MessagePackReader reader)
        where T : allows ref struct;
}
