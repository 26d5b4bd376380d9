using System.Globalization;
using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class DoubleConverter : SpecConverter
{
    public override string Kind => "number";

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        return value.ValueKind != JsonValueKind.String
            ? throw Refuse(value, path)
            : reader.Text(value, path) switch
            {
                "Infinity" or "inf" => double.PositiveInfinity,
                "-Infinity" or "-inf" => double.NegativeInfinity,
                _ => throw Refuse(value, path),
            };
    }

    public override void Write(SpecWriter writer, object? value)
    {
        var number = (double)value!;
        if (double.IsFinite(number))
        {
            writer.Json.WriteNumberValue(number);
        }
        else
        {
            writer.Json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
