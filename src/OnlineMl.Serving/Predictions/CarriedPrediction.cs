using System.Buffers;
using System.Text.Json;
using OnlineMl.State;

namespace OnlineMl.Serving.Predictions;

/// <summary>A prediction that a copy of a model made, with all that its label needs, so that whichever server gets the label makes one event of it.</summary>
/// <remarks>As bytes it is a JSON list of the members in this order.</remarks>
/// <param name="Made">When it was made, in milliseconds since 1970.</param>
/// <param name="Example">The features, with the options of the call where it had some; see <see cref="RememberedExample"/>.</param>
/// <param name="InFull">The prediction with all its probabilities, as JSON.</param>
internal sealed record CarriedPrediction(long Made, byte[] Example, byte[] InFull)
{
    /// <summary>The prediction as bytes.</summary>
    public byte[] Write()
    {
        var bytes = new ArrayBufferWriter<byte>(32 + Example.Length + InFull.Length);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(Made);
            writer.WriteRawValue(Example, skipInputValidation: true);
            writer.WriteRawValue(InFull, skipInputValidation: true);
            writer.WriteEndArray();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="StateFormatException">The bytes are no such prediction.</exception>
    public static CarriedPrediction Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            reader.Read();
            var made = reader.GetInt64();
            return new CarriedPrediction(made, Next(ref reader, bytes), Next(ref reader, bytes));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new StateFormatException($"A prediction that is remembered beside the log is damaged: {e.Message}", e);
        }
    }

    private static byte[] Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return bytes[start..(int)reader.BytesConsumed].ToArray();
    }
}
