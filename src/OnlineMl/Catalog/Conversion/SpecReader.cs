using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

/// <summary>Builds components from JSON. A component is one of
/// <list type="bullet">
/// <item><c>"Name"</c> or <c>{"Name": {parameters}}</c>; where a component has one required parameter, its value may stand
/// in the place of the object, and so may a number for the first parameter of a constructor or the learning rate of an optimizer;</item>
/// <item>an array of components or an object with several keys: a pipeline; with one item it is that item;</item>
/// <item><c>["Name", {parameters}]</c>, river's dump. An array of two whose first item is a name and whose second is an object
/// is a dump when all keys of the object are parameters of the name, else a pipeline;</item>
/// <item>a number, where a component called Constant fits: that constant.</item>
/// </list></summary>
internal sealed class SpecReader(ComponentCatalog catalog, SpecOptions options)
{
    /// <summary>How deep the JSON of a spec may be nested.</summary>
    public const int MaxDepth = 64;

    private static readonly char[] Digits = [.. "0123456789"];

    private ComponentConstruction? _made;
    private int _depth;

    private ComponentConstruction Construction => _made ??= new ComponentConstruction(this, catalog, options);

    /// <summary>Builds what a whole spec names.</summary>
    public object Read(JsonElement spec, Type wanted)
    {
        if (spec.ValueKind != JsonValueKind.Undefined && JsonMarshal.GetRawUtf8Value(spec).Length is var length && length > options.MaxLength)
        {
            throw new SpecException("$", $"the spec has {length} bytes; at most {options.MaxLength} are allowed.");
        }

        return Component(spec, "$", wanted);
    }

    public static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    public static string At(string path, string name) => $"{path}.{name}";

    /// <summary>A value as an error message shows it.</summary>
    public static string Show(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.GetRawText();
        return text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
    }

    /// <summary>The text of a value; half a surrogate pair, which JSON can escape, is refused.</summary>
    public string Text(JsonElement value, string path)
    {
        try
        {
            var text = value.GetString()!;
            return text.Length <= options.MaxTextLength
                ? text
                : throw new SpecException(path, $"the text has {text.Length} characters; at most {options.MaxTextLength} are allowed.");
        }
        catch (InvalidOperationException e)
        {
            throw new SpecException(path, "the text is not valid Unicode.", e);
        }
    }

    /// <summary>The properties of an object, each name once.</summary>
    public static List<(string Name, JsonElement Value)> Properties(JsonElement value, string path)
    {
        var properties = new List<(string, JsonElement)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            string name;
            try
            {
                name = property.Name;
            }
            catch (InvalidOperationException e)
            {
                throw new SpecException(path, "a key is not valid Unicode.", e);
            }

            if (!names.Add(name))
            {
                throw new SpecException(At(path, name), "the key is given twice.");
            }

            properties.Add((name, property.Value));
        }

        return properties;
    }

    public object Component(JsonElement value, string path, Type wanted)
    {
        if (++_depth > options.MaxDepth)
        {
            throw new SpecException(path, $"the spec is nested deeper than {options.MaxDepth} levels.");
        }

        var component = value.ValueKind switch
        {
            JsonValueKind.String => Named(Text(value, path), default, path, wanted),
            JsonValueKind.Number => Constant(value, path, wanted),
            JsonValueKind.Object => FromObject(value, path, wanted),
            JsonValueKind.Array => FromArray(value, path, wanted),
            _ => throw new SpecException(path, $"{Show(value)} is not a component."),
        };
        _depth--;
        return wanted.IsInstanceOfType(component)
            ? component
            : throw new SpecException(path, $"a {component.GetType().Name} stands where a {Words(wanted)} is wanted.") { IsOfOtherTask = true };
    }

    private static string Words(Type type) => type == typeof(object) ? "component" : Names.TaskOf(type).Replace('_', ' ');

    private object FromObject(JsonElement value, string path, Type wanted)
    {
        var properties = Properties(value, path);
        if (properties.Count == 0)
        {
            throw new SpecException(path, "an empty object names no component.");
        }

        if (properties.Count == 1)
        {
            return Named(properties[0].Name, properties[0].Value, path, wanted);
        }

        var steps = properties.ConvertAll(step => (Named(step.Name, step.Value, path, typeof(object)), At(path, step.Name)));
        return Bounded(PipelineAssembly.Build(steps, path, options.LearnDuringPredict, wanted), path);
    }

    private object FromArray(JsonElement value, string path, Type wanted)
    {
        var count = value.GetArrayLength();
        if (count == 2 && value[0].ValueKind == JsonValueKind.String && value[1].ValueKind == JsonValueKind.Object &&
            IsDump(Text(value[0], path), value[1], path))
        {
            return Named(Text(value[0], path), value[1], path, wanted);
        }

        if (count == 1)
        {
            return Component(value[0], At(path, 0), wanted);
        }

        var steps = new List<(object, string)>(count);
        foreach (var element in value.EnumerateArray())
        {
            var place = At(path, steps.Count);
            steps.Add((Component(element, place, typeof(object)), place));
        }

        return Bounded(PipelineAssembly.Build(steps, path, options.LearnDuringPredict, wanted), path);
    }

    private bool IsDump(string name, JsonElement parameters, string path)
    {
        var properties = Properties(parameters, path);
        return catalog.Named(name).Any(candidate => Accepts(candidate, properties));
    }

    internal static bool Accepts(ComponentDescriptor candidate, List<(string Name, JsonElement Value)> given) =>
        given.TrueForAll(property => candidate.IndexOf(property.Name) >= 0 || candidate.Ignores(property.Name));

    private object Constant(JsonElement value, string path, Type wanted)
    {
        var constant = catalog.Named("Constant").FirstOrDefault(candidate => wanted.IsAssignableFrom(candidate.Type));
        return constant is null || wanted == typeof(object)
            ? throw new SpecException(path, $"{Show(value)} is not a {Words(wanted)}.")
            : Construction.Make(constant, value, path);
    }

    private object Named(string name, JsonElement value, string path, Type wanted)
    {
        var place = At(path, name);
        var named = catalog.Named(name);
        if (named.Count == 0 && string.Equals(name, "Pipeline", StringComparison.Ordinal))
        {
            var steps = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("steps", out var inner) ? inner : value;
            return Component(steps, place, wanted);
        }

        if (named.Count == 0)
        {
            // River numbers steps of the same class when it describes a pipeline.
            named = catalog.Named(name.TrimEnd(Digits));
        }

        if (named.Count == 0)
        {
            var hint = NearestName.Hint(name, catalog.NamesOf(wanted));
            throw new SpecException(place, $"there is no component '{name}'.{(hint.Length > 0 ? hint : NearestName.Hint(name, catalog.NamesOf(typeof(object))))}");
        }

        var candidates = named.Where(candidate => wanted.IsAssignableFrom(candidate.Type)).ToList();
        if (candidates.Count == 0)
        {
            throw new SpecException(place, $"'{name}' stands where a {Words(wanted)} is wanted, and it is none.") { IsOfOtherTask = true };
        }

        return candidates.Count == 1 ? Construction.Make(candidates[0], value, place) : ConstructOneOf(candidates, value, place);
    }

    /// <summary>Some names of river stand for several classes, which differ in their parameters.</summary>
    private object ConstructOneOf(List<ComponentDescriptor> candidates, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var properties = Properties(value, path);
            var accepting = candidates.FindAll(candidate => Accepts(candidate, properties));
            candidates = accepting.Count > 0 ? accepting : candidates;
        }

        var depth = _depth;
        SpecException? nearest = null;
        foreach (var candidate in candidates)
        {
            try
            {
                return Construction.Make(candidate, value, path);
            }
            catch (SpecException e)
            {
                // A candidate whose parts are of the right tasks is the one that was meant.
                _depth = depth;
                nearest = nearest is null || (nearest.IsOfOtherTask && !e.IsOfOtherTask) ? e : nearest;
            }
        }

        throw nearest!;
    }

    /// <summary>Refuses a component that would take too much memory, before it has taken any.</summary>
    internal object Bounded(object component, string path)
    {
        var bytes = ComponentSize.Of(component);
        return bytes <= options.MaxBytes
            ? component
            : throw new SpecException(
                path,
                $"a {NameOf(component)} with these parameters takes about {ComponentSize.Show(bytes)} of memory; at most {ComponentSize.Show(options.MaxBytes)} are allowed.");
    }

    private string NameOf(object component) => catalog.DescriptorOf(component)?.Name ?? "pipeline";
}
