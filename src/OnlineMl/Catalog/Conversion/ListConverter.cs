using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class ListConverter<T>(SpecConverter item) : SpecConverter
{
    public override string Kind => $"list of {item.Kind}s";

    public override IReadOnlyList<string> Choices => item.Choices;

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Refuse(value, path);
        }

        var items = new List<T>();
        foreach (var element in value.EnumerateArray())
        {
            items.Add((T)item.Read(reader, element, SpecReader.At(path, items.Count))!);
        }

        return items.ToArray();
    }

    public override void Write(SpecWriter writer, object? value)
    {
        writer.Json.WriteStartArray();
        foreach (var element in (IEnumerable<T>)value!)
        {
            item.Write(writer, element);
        }

        writer.Json.WriteEndArray();
    }

    public override object? Copy(object? value) =>
        value is null ? null : ((IEnumerable<T>)value).Select(element => (T)item.Copy(element)!).ToArray();

    public override IEnumerable<object> ComponentsOf(object? value) =>
        value is null ? [] : ((IEnumerable<T>)value).SelectMany(element => item.ComponentsOf(element));
}
