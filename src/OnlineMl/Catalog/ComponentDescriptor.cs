using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnlineMl.Catalog;

/// <summary>What the catalog knows of one component.</summary>
public sealed class ComponentDescriptor
{
    /// <summary>Stands for a constructor parameter that a spec leaves out.</summary>
    internal static readonly object NotGiven = new();

    private readonly Func<object?[], object> _create;
    private readonly Func<object, object>? _copy;
    private readonly string[] _ignored;
    private readonly ParameterDescriptor[] _parameters;
    private object? _sample;

    internal ComponentDescriptor(
        string name,
        string[] aliases,
        string[] ignored,
        bool isCodeOnly,
        Type type,
        string summary,
        string[] tasks,
        ParameterDescriptor[] parameters,
        Func<object?[], object> create,
        Func<object, object>? copy)
    {
        Name = name;
        Aliases = aliases;
        _ignored = ignored;
        IsCodeOnly = isCodeOnly;
        Type = type;
        Summary = summary;
        Tasks = tasks;
        _parameters = parameters;
        _create = create;
        _copy = copy;
        CanBeDefault = !Array.Exists(parameters, parameter => parameter.IsRequired);
        foreach (var parameter in parameters)
        {
            parameter.BelongTo(this);
        }
    }

    /// <summary>The name in a model spec.</summary>
    public string Name { get; }

    /// <summary>Other names under which a spec may give it.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>What it is, in one sentence; empty when that is not documented.</summary>
    public string Summary { get; }

    /// <summary>What it can be used as, after the interfaces of its class: <c>regressor</c>, <c>drift_detector</c>, ….</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The hyperparameters, in order.</summary>
    public IReadOnlyList<ParameterDescriptor> Parameters => _parameters;

    /// <summary>Whether it holds code, so that no spec can make it.</summary>
    public bool IsCodeOnly { get; }

    /// <summary>Whether it can be made without any parameter.</summary>
    public bool CanBeDefault { get; }

    /// <summary>A component with default parameters, never handed out; null when it needs parameters.</summary>
    internal object? Sample => _sample ??= CanBeDefault ? Create([]) : null;

    /// <summary>Writes the name, the tasks, the summary and the parameters as a JSON object.</summary>
    /// <param name="json">The output.</param>
    /// <param name="withParameters">Whether the parameters are written.</param>
    public void WriteTo(Utf8JsonWriter json, bool withParameters = true)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteStartArray("tasks");
        foreach (var task in Tasks)
        {
            json.WriteStringValue(task);
        }

        json.WriteEndArray();
        json.WriteString("summary", Summary);
        if (withParameters)
        {
            json.WriteStartArray("parameters");
            foreach (var parameter in Parameters)
            {
                json.WriteStartObject();
                json.WriteString("name", parameter.Name);
                json.WriteString("kind", parameter.Kind);
                json.WriteBoolean("required", parameter.IsRequired);
                json.WriteString("default", parameter.DefaultText);
                json.WriteString("range", parameter.Range);
                json.WriteString("help", parameter.Help);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Describes a class by reflection, as the catalog's own components are described when the library is built.</summary>
    /// <exception cref="ArgumentException">The class has no <see cref="ComponentAttribute"/>, no public constructor whose
    /// parameters are public properties, or a parameter of a type that specs do not know.</exception>
    [RequiresDynamicCode("Lists and maps of a parameter are made for types known at run time only.")]
    public static ComponentDescriptor Of<[DynamicallyAccessedMembers(ReflectedComponent.Needs)] T>()
        where T : class => ReflectedComponent.Describe(typeof(T));

    internal bool Ignores(string parameter) => Array.Exists(_ignored, name => string.Equals(name, parameter, StringComparison.Ordinal));

    internal int IndexOf(string parameter) => Array.FindIndex(_parameters, candidate => candidate.IsNamed(parameter));

    /// <summary>Makes a component from one value per parameter, of which only those of the constructor are looked at;
    /// no values at all mean the defaults.</summary>
    internal object Create(object?[] values)
    {
        if (values.Length == 0 && _parameters.Length > 0)
        {
            values = new object?[_parameters.Length];
            Array.Fill(values, NotGiven);
        }

        return _create(values);
    }

    internal object CopyUntrained(object component)
    {
        if (_copy is not null)
        {
            return _copy(component);
        }

        var values = Array.ConvertAll(_parameters, parameter => parameter.Converter.Copy(parameter.ValueOf(component)));
        var copy = _create(values);
        for (var i = 0; i < values.Length; i++)
        {
            if (_parameters[i].IsSettable)
            {
                _parameters[i].Set(copy, values[i]);
            }
        }

        return copy;
    }
}
