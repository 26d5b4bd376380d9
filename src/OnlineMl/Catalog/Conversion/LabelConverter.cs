using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class LabelConverter : SpecConverter
{
    public override string Kind => "class";

    public override object? Read(SpecReader reader, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new Label(value.GetBoolean()),
        JsonValueKind.Number when value.TryGetInt64(out var number) => new Label(number),
        JsonValueKind.String => new Label(reader.Text(value, path)),
        _ => throw Refuse(value, path),
    };

    public override void Write(SpecWriter writer, object? value) => PredictionJson.Write(writer.Json, (Label)value!);
}
