using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

/// <summary>An object whose keys are texts or classes.</summary>
internal sealed class MapConverter<TKey, TValue>(Func<string, TKey> key, Func<TKey, string> keyText, SpecConverter item) : SpecConverter
    where TKey : notnull
{
    public override string Kind => $"map to {item.Kind}s";

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Refuse(value, path);
        }

        var map = new Dictionary<TKey, TValue>();
        foreach (var (name, element) in SpecReader.Properties(value, path))
        {
            var place = SpecReader.At(path, name);
            if (!map.TryAdd(key(name), (TValue)item.Read(reader, element, place)!))
            {
                throw new SpecException(place, "the key is given twice.");
            }
        }

        return map;
    }

    public override void Write(SpecWriter writer, object? value)
    {
        writer.Json.WriteStartObject();
        foreach (var (name, element) in (IEnumerable<KeyValuePair<TKey, TValue>>)value!)
        {
            writer.Json.WritePropertyName(keyText(name));
            item.Write(writer, element);
        }

        writer.Json.WriteEndObject();
    }

    public override object? Copy(object? value) =>
        value is null ? null : ((IEnumerable<KeyValuePair<TKey, TValue>>)value).ToDictionary(pair => pair.Key, pair => (TValue)item.Copy(pair.Value)!);

    public override IEnumerable<object> ComponentsOf(object? value) =>
        value is null ? [] : ((IEnumerable<KeyValuePair<TKey, TValue>>)value).SelectMany(pair => item.ComponentsOf(pair.Value));
}
