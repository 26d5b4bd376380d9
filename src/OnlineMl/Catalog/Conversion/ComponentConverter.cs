using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

/// <summary>A component of a type, in any of the forms that <see cref="SpecReader"/> knows.</summary>
internal sealed class ComponentConverter(Type type) : SpecConverter
{
    public override string Kind => Names.TaskOf(type).Replace('_', ' ');

    public override object? Read(SpecReader reader, JsonElement value, string path) => reader.Component(value, path, type);

    public override void Write(SpecWriter writer, object? value) => writer.Component(value!);

    public override object? Copy(object? value) => value is null ? null : Untrained.Copy(value);

    public override IEnumerable<object> ComponentsOf(object? value) => value is null ? [] : [value];
}
