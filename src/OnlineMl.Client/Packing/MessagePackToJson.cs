using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using MessagePack;

namespace OnlineMl.Client.Packing;

/// <summary>Writes MessagePack that may come from anywhere as the JSON that says the same.</summary>
/// <remarks>Names may be whole numbers, which become texts. A number with a fraction part of 0 keeps it (<c>1.0</c>), since JSON tells it from a whole
/// one. Bytes, extensions and numbers that are not finite have no JSON and are refused.</remarks>
internal ref struct MessagePackToJson
{
    /// <summary>How deep values may be nested: as deep as the base library reads JSON.</summary>
    private const int MaxDepth = 64;

    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\', 127]);

    private readonly ArrayBufferWriter<byte> _json;
    private readonly int _maxBytes;
    private ReadOnlySpan<byte> _name;

    private MessagePackToJson(ArrayBufferWriter<byte> json, int maxBytes)
    {
        _json = json;
        _maxBytes = maxBytes;
    }

    /// <summary>Appends the next value.</summary>
    /// <param name="packed">Begins with the value.</param>
    /// <param name="json">Receives it.</param>
    /// <param name="maxBytes">How much may stand in <paramref name="json"/>.</param>
    /// <returns>How many bytes the value takes.</returns>
    /// <exception cref="FormatException">There is none, or none that JSON can say; the message says why in a clause.</exception>
    /// <exception cref="InternalBufferOverflowException">It is too long as JSON.</exception>
    public static long Write(in ReadOnlySequence<byte> packed, ArrayBufferWriter<byte> json, int maxBytes = int.MaxValue)
    {
        var reader = new MessagePackReader(packed);
        try
        {
            new MessagePackToJson(json, maxBytes).WriteValue(ref reader, 1);
            return reader.Consumed;
        }
        catch (Exception e) when (e is EndOfStreamException or MessagePackSerializationException or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException(
                e is EndOfStreamException or { InnerException: EndOfStreamException }
                    ? string.Create(CultureInfo.InvariantCulture, $"it ends within a value, at byte {packed.Length}.")
                    : string.Create(CultureInfo.InvariantCulture, $"byte {reader.Consumed} is not understood: {e.Message}"),
                e);
        }
    }

    private void WriteValue(ref MessagePackReader reader, int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                Append("null"u8);
                break;
            case MessagePackType.Boolean:
                Append(reader.ReadBoolean() ? "true"u8 : "false"u8);
                break;
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                Append(reader.ReadUInt64());
                break;
            case MessagePackType.Integer:
                Append(reader.ReadInt64());
                break;
            case MessagePackType.Float:
                WriteNumber(reader.ReadDouble());
                break;
            case MessagePackType.String:
                WriteText(ReadText(ref reader));
                break;
            case MessagePackType.Array:
                WriteList(ref reader, depth);
                break;
            case MessagePackType.Map:
                WriteObject(ref reader, depth);
                break;
            default:
                throw new FormatException($"{Named("a value")} is {(reader.NextMessagePackType == MessagePackType.Unknown ? "of an unknown type" : "bytes or an extension")}, which JSON has no word for.");
        }
    }

    private void WriteList(ref MessagePackReader reader, int depth)
    {
        CheckDepth(depth);
        var count = reader.ReadArrayHeader();
        Append("["u8);
        for (var i = 0; i < count; i++)
        {
            Append(i > 0 ? ","u8 : default);
            WriteValue(ref reader, depth + 1);
        }

        Append("]"u8);
    }

    private void WriteObject(ref MessagePackReader reader, int depth)
    {
        CheckDepth(depth);
        var count = reader.ReadMapHeader();
        Append("{"u8);
        for (var i = 0; i < count; i++)
        {
            Append(i > 0 ? ","u8 : default);
            WriteName(ref reader);
            Append(":"u8);
            WriteValue(ref reader, depth + 1);
        }

        Append("}"u8);
    }

    private void WriteName(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.String:
                _name = ReadText(ref reader);
                WriteText(_name);
                break;
            case MessagePackType.Integer:
                _name = default;
                Append("\""u8);
                WriteValue(ref reader, MaxDepth);
                Append("\""u8);
                break;
            default:
                throw new FormatException($"a name is of the type {reader.NextMessagePackType}; a text or a whole number is needed.");
        }
    }

    private static ReadOnlySpan<byte> ReadText(scoped ref MessagePackReader reader)
    {
        if (!reader.TryReadStringSpan(out var text))
        {
            text = reader.ReadStringSequence()!.Value.ToArray();
        }

        return Utf8.IsValid(text) ? text : throw new FormatException("a text is not valid UTF-8.");
    }

    private readonly void WriteText(ReadOnlySpan<byte> text)
    {
        Span<byte> escape = stackalloc byte[12];
        Append("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Escaped);
            plain = plain < 0 ? text.Length : plain;
            Append(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(text[..1], escape, out _, out var written);
                Append(escape[..written]);
                text = text[1..];
            }
        }

        Append("\""u8);
    }

    private readonly void WriteNumber(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{Named("a number")} is {number}; a finite number is needed."));
        }

        var start = _json.WrittenCount;
        Append(number);
        Append(_json.WrittenSpan[start..].ContainsAny((byte)'.', (byte)'E') ? default : ".0"u8);
    }

    private readonly void Append<T>(T number)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        Append(text[..length]);
    }

    private readonly void Append(ReadOnlySpan<byte> part)
    {
        if (_json.WrittenCount + part.Length > _maxBytes)
        {
            throw new InternalBufferOverflowException();
        }

        _json.Write(part);
    }

    private readonly string Named(string otherwise) => _name.IsEmpty ? otherwise : $"'{Encoding.UTF8.GetString(_name)}'";

    private static void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"it is nested deeper than {MaxDepth}.");
        }
    }
}
