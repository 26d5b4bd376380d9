using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class BoolConverter : SpecConverter
{
    public override string Kind => "truth value";

    public override object? Read(SpecReader reader, JsonElement value, string path) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Refuse(value, path);

    public override void Write(SpecWriter writer, object? value) => writer.Json.WriteBooleanValue((bool)value!);
}
