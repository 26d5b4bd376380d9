using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class WholeConverter(bool wide) : SpecConverter
{
    // Beyond this a double that claims to be a whole number has lost digits.
    private const double LargestExact = 1L << 53;

    public override string Kind => "whole number";

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            throw Refuse(value, path);
        }

        // Python writes a float such as 500.0 where a whole number is meant.
        if (!value.TryGetInt64(out var whole))
        {
            if (!value.TryGetDouble(out var number) || number != Math.Floor(number) || Math.Abs(number) > LargestExact)
            {
                throw Refuse(value, path);
            }

            whole = (long)number;
        }

        if (wide)
        {
            return whole;
        }

        return whole is >= int.MinValue and <= int.MaxValue ? (int)whole : throw Refuse(value, path);
    }

    public override void Write(SpecWriter writer, object? value) =>
        writer.Json.WriteNumberValue(wide ? (long)value! : (int)value!);
}
