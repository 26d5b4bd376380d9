using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OnlineMl.Catalog.Conversion;
using OnlineMl.Classification;

namespace OnlineMl.Catalog;

/// <summary>The components that model specs may name, with their parameters. Immutable.</summary>
/// <remarks>A spec is JSON: a component is <c>"Name"</c> or <c>{"Name": {"parameter": value}}</c>, a pipeline is an array of
/// components, and a parameter may itself be a component. River's own dump, <c>["SGD", {"lr": 0.05}]</c>, and an object with
/// one key per step are understood, too.
/// <example><code>
/// var model = ComponentCatalog.BuiltIn.Create&lt;IClassifier&gt;("""[{"StandardScaler": {}}, "GaussianNB"]""");
/// </code></example></remarks>
public sealed class ComponentCatalog
{
    // A cache of descriptions that never change; the types themselves keep their entries alive.
    private static readonly ConditionalWeakTable<Type, ComponentDescriptor> Added = [];

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ComponentEntry[] _entries;
    private readonly Dictionary<string, ComponentEntry[]> _byName;
    private readonly Dictionary<string, ComponentEntry> _byType;

    private ComponentCatalog(ComponentEntry[] entries)
    {
        _entries = entries;
        _byType = new Dictionary<string, ComponentEntry>(entries.Length, StringComparer.Ordinal);
        _byName = new Dictionary<string, ComponentEntry[]>(entries.Length * 2, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            _byType.Add(entry.TypeName, entry);
            foreach (var name in entry.Names)
            {
                _byName[name] = _byName.TryGetValue(name, out var others) ? [.. others, entry] : [entry];
            }
        }
    }

    /// <summary>The library's own components.</summary>
    public static ComponentCatalog BuiltIn { get; } = new(ComponentEntry.OfLibrary());

    /// <summary>The components, by name. Some names stand for several, which serve different tasks.</summary>
    public IReadOnlyList<ComponentDescriptor> Components => field ??= Array.ConvertAll(_entries, entry => entry.Descriptor);

    /// <summary>The components that a spec means by a name; empty when there is none.</summary>
    public IReadOnlyList<ComponentDescriptor> Named(string name) =>
        _byName.TryGetValue(name, out var entries) ? Array.ConvertAll(entries, entry => entry.Descriptor) : [];

    /// <summary>What the catalog knows of a component's class; null when it is not listed.</summary>
    public ComponentDescriptor? DescriptorOf(object component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return OwnDescriptorOf(component.GetType());
    }

    /// <summary>A catalog with one more component: a class of the caller's own that has a <see cref="ComponentAttribute"/>.</summary>
    /// <exception cref="ArgumentException">The class cannot be described, or its name is taken.</exception>
    [RequiresDynamicCode("Lists and maps of a parameter are made for types known at run time only.")]
    public ComponentCatalog With<[DynamicallyAccessedMembers(ReflectedComponent.Needs)] T>()
        where T : class => With(ComponentDescriptor.Of<T>());

    /// <summary>A catalog with one more component.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public ComponentCatalog With(ComponentDescriptor component)
    {
        ArgumentNullException.ThrowIfNull(component);
        foreach (var name in component.Aliases.Append(component.Name))
        {
            if (Named(name) is [var other, ..])
            {
                throw new ArgumentException($"The name '{name}' of {component.Type} is taken by {other.Type}.", nameof(component));
            }
        }

        Added.AddOrUpdate(component.Type, component);
        ComponentEntry[] entries = [.. _entries, new ComponentEntry(component)];
        Array.Sort(entries, (x, y) => string.CompareOrdinal(x.Names[0], y.Names[0]) is not 0 and var order ? order : string.CompareOrdinal(x.TypeName, y.TypeName));
        return new ComponentCatalog(entries);
    }

    /// <summary>Builds a model from its spec.</summary>
    /// <exception cref="SpecException">The spec is not understood.</exception>
    public object Create(JsonElement spec, SpecOptions? options = null) =>
        new SpecReader(this, options ?? new SpecOptions()).Read(spec, typeof(object));

    /// <summary>Builds a model from its spec. Comments and trailing commas are refused.</summary>
    /// <exception cref="SpecException">The spec is not understood, or is not JSON.</exception>
    public object Create([StringSyntax(StringSyntaxAttribute.Json)] string spec, SpecOptions? options = null) =>
        Create<object>(spec, options);

    /// <summary>Builds a model for a task from its spec.</summary>
    /// <typeparam name="T">The task, such as <see cref="IClassifier"/>.</typeparam>
    /// <exception cref="SpecException">The spec is not understood, or is of a model for another task.</exception>
    public T Create<T>(JsonElement spec, SpecOptions? options = null)
        where T : class => (T)new SpecReader(this, options ?? new SpecOptions()).Read(spec, typeof(T));

    /// <summary>Builds a model for a task from its spec. Comments and trailing commas are refused.</summary>
    /// <typeparam name="T">The task, such as <see cref="IClassifier"/>.</typeparam>
    /// <exception cref="SpecException">The spec is not understood, is not JSON, or is of a model for another task.</exception>
    public T Create<T>([StringSyntax(StringSyntaxAttribute.Json)] string spec, SpecOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(spec);
        options ??= new SpecOptions();
        if (spec.Length > options.MaxLength)
        {
            throw new SpecException("$", $"the spec has {spec.Length} characters; at most {options.MaxLength} bytes are allowed.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(spec, new JsonDocumentOptions { MaxDepth = SpecReader.MaxDepth });
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new SpecException("$", $"the spec is not JSON: {e.Message}", e);
        }

        using (document)
        {
            return Create<T>(document.RootElement, options);
        }
    }

    /// <summary>The full spec of a model, with every parameter in canonical form: the spec of the model that the spec builds is
    /// the same text.</summary>
    /// <exception cref="InvalidOperationException">A component of the model is not listed, or holds code.</exception>
    public string ToSpec(object component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Encoding.UTF8.GetString(Write(isDump: false, writer => writer.Component(component)));
    }

    /// <summary>All components with their parameters, as a JSON list.</summary>
    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var component in Components)
            {
                component.WriteTo(json);
            }

            json.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>A model as river describes it: an object whose keys are the steps of a pipeline and whose values are their
    /// parameters, with nested components as <c>["SGD", {"lr": …}]</c>; a model that is no pipeline is its parameters.</summary>
    /// <exception cref="InvalidOperationException">A component of the model is not listed.</exception>
    public JsonElement Describe(object component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return JsonElement.Parse(Write(isDump: true, writer => writer.Describe(component)));
    }

    /// <summary>What any catalog knows of a class.</summary>
    internal static ComponentDescriptor? Find(Type type) =>
        BuiltIn.OwnDescriptorOf(type) is { } own ? own : Added.TryGetValue(type, out var added) ? added : null;

    internal IEnumerable<string> NamesOf(Type task) =>
        Components.Where(component => task.IsAssignableFrom(component.Type)).SelectMany(component => component.Aliases.Prepend(component.Name));

    private ComponentDescriptor? OwnDescriptorOf(Type type) =>
        type.FullName is { } name && _byType.TryGetValue(name, out var entry) && entry.Descriptor is var descriptor && descriptor.Type == type ? descriptor : null;

    private byte[] Write(bool isDump, Action<SpecWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Compact))
        {
            write(new SpecWriter(this, json, isDump));
        }

        return stream.ToArray();
    }
}
