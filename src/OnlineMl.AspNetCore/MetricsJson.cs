using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OnlineMl.AspNetCore;

/// <summary>Writes metrics as JSON; numbers that JSON lacks become the texts <c>nan</c>, <c>inf</c> and <c>-inf</c>.</summary>
internal static class MetricsJson
{
    public static string Write(IReadOnlyDictionary<string, double> metrics)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metrics)
            {
                if (double.IsFinite(value))
                {
                    writer.WriteNumber(name, value);
                }
                else
                {
                    writer.WriteString(name, double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
