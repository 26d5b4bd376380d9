using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

/// <summary>Reads the values of one kind of parameter from a spec and writes them to it. Kinds are made of kinds: a list of
/// pairs of a text and a component is three converters.</summary>
internal abstract class SpecConverter
{
    /// <summary>The kind in words, as an error and the catalog name it.</summary>
    public abstract string Kind { get; }

    /// <summary>The values to choose from, when they can be listed.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>Reads a value or throws <see cref="SpecException"/>.</summary>
    public abstract object? Read(SpecReader reader, JsonElement value, string path);

    public abstract void Write(SpecWriter writer, object? value);

    /// <summary>The value for an untrained twin: the same one, unless it holds components.</summary>
    public virtual object? Copy(object? value) => value;

    /// <summary>The components that a value is or holds.</summary>
    public virtual IEnumerable<object> ComponentsOf(object? value) => [];

    protected SpecException Refuse(JsonElement value, string path) =>
        new(path, $"{SpecReader.Show(value)} is not a {Kind}.");
}
