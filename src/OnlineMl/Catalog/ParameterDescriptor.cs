using OnlineMl.Catalog.Conversion;

namespace OnlineMl.Catalog;

/// <summary>One hyperparameter of a component.</summary>
public sealed class ParameterDescriptor
{
    private readonly Func<object, object?> _get;
    private readonly Action<object, object?>? _set;
    private readonly object? _constantDefault;
    private ComponentDescriptor? _owner;

    internal ParameterDescriptor(
        string name,
        string[] aliases,
        string property,
        Type type,
        SpecConverter converter,
        bool isRequired,
        string help,
        string range,
        string defaultText,
        object? constantDefault,
        Func<object, object?> get,
        Action<object, object?>? set)
    {
        Name = name;
        Aliases = aliases;
        Property = property;
        Type = type;
        Converter = converter;
        IsRequired = isRequired;
        Help = help;
        Range = range;
        DefaultText = defaultText;
        _constantDefault = constantDefault;
        _get = get;
        _set = set;
    }

    /// <summary>The name in a model spec, such as <c>n_splits</c>.</summary>
    public string Name { get; }

    /// <summary>Other names under which a spec may give it.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The name of the property, such as <c>NSplits</c>.</summary>
    public string Property { get; }

    /// <summary>The type of the property.</summary>
    public Type Type { get; }

    /// <summary>The kind of value that a spec gives, such as <c>number</c> or <c>list of texts</c>.</summary>
    public string Kind => Converter.Kind;

    /// <summary>The values to choose from, when they can be listed; else empty.</summary>
    public IReadOnlyList<string> Choices => Converter.Choices;

    /// <summary>Whether null is a value.</summary>
    public bool IsNullable => Converter is NullableConverter;

    /// <summary>Whether a spec has to give it.</summary>
    public bool IsRequired { get; }

    /// <summary>What it does, in one sentence; empty when that is not documented.</summary>
    public string Help { get; }

    /// <summary>The values allowed, as documented: <c>(0, ∞)</c>; empty when nothing is said.</summary>
    public string Range { get; }

    /// <summary>The default as documented; empty when nothing is said.</summary>
    public string DefaultText { get; }

    /// <summary>The default; null when that is the default, when a spec has to give the parameter, or when it is known to
    /// a component only that cannot be made without parameters.</summary>
    public object? Default => IsRequired ? null : _owner?.Sample is { } sample ? _get(sample) : _constantDefault;

    internal SpecConverter Converter { get; }

    internal bool IsSettable => _set is not null;

    /// <summary>The value that a component has.</summary>
    public object? ValueOf(object component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return _get(component);
    }

    internal void BelongTo(ComponentDescriptor owner) => _owner = owner;

    internal void Set(object component, object? value) => _set!(component, value);

    internal bool IsNamed(string name) => string.Equals(Name, name, StringComparison.Ordinal) || Aliases.Contains(name, StringComparer.Ordinal);
}
