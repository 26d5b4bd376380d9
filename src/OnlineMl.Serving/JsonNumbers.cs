using System.Buffers;
using System.Text.Json;

namespace OnlineMl.Serving;

/// <summary>Numbers as the River API writes them.</summary>
internal static class JsonNumbers
{
    /// <summary>Writes a number; those that JSON lacks become the texts <c>nan</c>, <c>inf</c> and <c>-inf</c>.</summary>
    public static void WriteAnyNumber(this Utf8JsonWriter writer, double number)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
        }
    }

    /// <summary>Numbers by name as a JSON object.</summary>
    public static byte[] WriteObject(IEnumerable<KeyValuePair<string, double>> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in numbers)
            {
                writer.WritePropertyName(name);
                writer.WriteAnyNumber(value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
