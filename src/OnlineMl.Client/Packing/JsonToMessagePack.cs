using System.Buffers;
using System.Text.Json;
using MessagePack;

namespace OnlineMl.Client.Packing;

/// <summary>Writes JSON as the MessagePack that says the same: whole numbers of up to 64 bits as such, all others in double precision.</summary>
internal static class JsonToMessagePack
{
    /// <summary>Appends a value.</summary>
    /// <param name="json">One JSON value.</param>
    /// <param name="packed">Receives it.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> packed)
    {
        var reader = new Utf8JsonReader(json);
        var writer = new MessagePackWriter(packed);
        reader.Read();
        WriteValue(ref reader, ref writer);
        writer.Flush();
    }

    private static void WriteValue(ref Utf8JsonReader reader, ref MessagePackWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                writer.Write(reader.GetBoolean());
                break;
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                writer.Write(whole);
                break;
            case JsonTokenType.Number when reader.TryGetUInt64(out var whole):
                writer.Write(whole);
                break;
            case JsonTokenType.Number:
                writer.Write(reader.GetDouble());
                break;
            case JsonTokenType.String or JsonTokenType.PropertyName:
                WriteText(ref reader, ref writer);
                break;
            case JsonTokenType.StartArray:
                writer.WriteArrayHeader(CountOf(reader));
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    WriteValue(ref reader, ref writer);
                }

                break;
            case JsonTokenType.StartObject:
                writer.WriteMapHeader(CountOf(reader));
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    WriteValue(ref reader, ref writer);
                }

                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static void WriteText(ref Utf8JsonReader reader, ref MessagePackWriter writer)
    {
        if (reader.ValueIsEscaped)
        {
            writer.Write(reader.GetString());
        }
        else
        {
            writer.WriteString(reader.ValueSpan);
        }
    }

    // The length stands before what it counts. The reader is a copy, which looks ahead; to skip a name is to skip its value, too.
    private static int CountOf(Utf8JsonReader reader)
    {
        var count = 0;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            count++;
            reader.Skip();
        }

        return count;
    }
}
