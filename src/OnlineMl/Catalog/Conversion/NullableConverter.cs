using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class NullableConverter(SpecConverter inner) : SpecConverter
{
    public override string Kind => inner.Kind;

    public override IReadOnlyList<string> Choices => inner.Choices;

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        // "No limit" is null here and in river of today; river 0.8 has an infinite number there.
        var isNone = value.ValueKind == JsonValueKind.Null ||
            (inner is WholeConverter && value.ValueKind == JsonValueKind.String && value.ValueEquals("Infinity"));
        return isNone ? null : inner.Read(reader, value, path);
    }

    public override void Write(SpecWriter writer, object? value)
    {
        if (value is null)
        {
            writer.Json.WriteNullValue();
        }
        else
        {
            inner.Write(writer, value);
        }
    }

    public override object? Copy(object? value) => value is null ? null : inner.Copy(value);

    public override IEnumerable<object> ComponentsOf(object? value) => inner.ComponentsOf(value);
}
