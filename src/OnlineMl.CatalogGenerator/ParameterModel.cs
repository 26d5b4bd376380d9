using Microsoft.CodeAnalysis;

namespace OnlineMl.CatalogGenerator;

/// <summary>One parameter while a component is read.</summary>
internal sealed class ParameterModel(string[] names, IPropertySymbol property, IParameterSymbol? argument, string converter, string text)
{
    /// <summary>The name to write, then those that are read, too.</summary>
    public string[] Names { get; } = names;

    public IPropertySymbol Property { get; } = property;

    /// <summary>The parameter of the constructor, or null when the property is set after construction.</summary>
    public IParameterSymbol? Argument { get; } = argument;

    /// <summary>The C# expression of the converter.</summary>
    public string Converter { get; } = converter;

    /// <summary>The documentation.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it must be there when the object is made.</summary>
    public bool IsRequired => Argument is { HasExplicitDefaultValue: false } || Property.IsRequired;
}
