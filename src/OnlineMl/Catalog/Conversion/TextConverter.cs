using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class TextConverter : SpecConverter
{
    public override string Kind => "text";

    public override object? Read(SpecReader reader, JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? reader.Text(value, path) : throw Refuse(value, path);

    public override void Write(SpecWriter writer, object? value) => writer.Json.WriteStringValue((string)value!);
}
