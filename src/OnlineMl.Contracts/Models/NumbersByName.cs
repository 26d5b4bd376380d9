using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>Lists of numbers by name, in which those that JSON lacks are texts.</summary>
internal sealed class NumbersByName : JsonConverter<IReadOnlyDictionary<string, IReadOnlyList<double>>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IReadOnlyList<double>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader).EnumerateObject().ToDictionary(
            metric => metric.Name, metric => (IReadOnlyList<double>)[.. metric.Value.EnumerateArray().Select(JsonValues.ReadNumber)], StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<double>> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, numbers) in value)
        {
            writer.WriteStartArray(name);
            foreach (var number in numbers)
            {
                if (double.IsFinite(number))
                {
                    writer.WriteNumberValue(number);
                }
                else
                {
                    writer.WriteStringValue(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
