using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class SetConverter<T>(SpecConverter item) : SpecConverter
{
    private readonly ListConverter<T> _list = new(item);

    public override string Kind => _list.Kind;

    public override object? Read(SpecReader reader, JsonElement value, string path) =>
        ((T[])_list.Read(reader, value, path)!).ToHashSet();

    public override void Write(SpecWriter writer, object? value) => _list.Write(writer, value);

    public override IEnumerable<object> ComponentsOf(object? value) => _list.ComponentsOf(value);
}
