using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class PairConverter<TFirst, TSecond>(SpecConverter first, SpecConverter second) : SpecConverter
{
    public override string Kind => $"pair of {first.Kind} and {second.Kind}";

    public override object? Read(SpecReader reader, JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            ? ((TFirst)first.Read(reader, value[0], SpecReader.At(path, 0))!, (TSecond)second.Read(reader, value[1], SpecReader.At(path, 1))!)
            : throw Refuse(value, path);

    public override void Write(SpecWriter writer, object? value)
    {
        var (left, right) = ((TFirst, TSecond))value!;
        writer.Json.WriteStartArray();
        first.Write(writer, left);
        second.Write(writer, right);
        writer.Json.WriteEndArray();
    }

    public override object? Copy(object? value)
    {
        var (left, right) = ((TFirst, TSecond))value!;
        return ((TFirst)first.Copy(left)!, (TSecond)second.Copy(right)!);
    }

    public override IEnumerable<object> ComponentsOf(object? value)
    {
        var (left, right) = ((TFirst, TSecond))value!;
        return first.ComponentsOf(left).Concat(second.ComponentsOf(right));
    }
}
