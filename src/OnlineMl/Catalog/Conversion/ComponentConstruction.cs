using System.Text.Json;
using OnlineMl.Optimization;

namespace OnlineMl.Catalog.Conversion;

/// <summary>Makes a component of its parameters in a spec.</summary>
internal sealed class ComponentConstruction(SpecReader reader, ComponentCatalog catalog, SpecOptions options)
{
    private int _components;

    /// <summary>Makes a component of the parameters that a spec gives.</summary>
    public object Make(ComponentDescriptor descriptor, JsonElement value, string path)
    {
        if (++_components > options.MaxComponents)
        {
            throw new SpecException(path, $"the spec has more than {options.MaxComponents} components.");
        }

        if (descriptor.IsCodeOnly)
        {
            throw new SpecException(path, $"a {descriptor.Name} holds code, so that it can be made in code only and not by a spec.");
        }

        var parameters = descriptor.Parameters;
        var values = new object?[parameters.Count];
        var places = new string[parameters.Count];
        Array.Fill(values, ComponentDescriptor.NotGiven);
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                break;
            case JsonValueKind.Object when ReadParameters(descriptor, value, path, values, places):
                break;
            default:
                ReadOnlyParameter(descriptor, value, path, values, places);
                break;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (parameters[i].IsRequired && ReferenceEquals(values[i], ComponentDescriptor.NotGiven))
            {
                throw new SpecException(path, $"{descriptor.Name} needs the parameter '{parameters[i].Name}'.");
            }
        }

        var component = Guard(descriptor, path, places, -1, () => descriptor.Create(values));
        for (var i = 0; i < values.Length; i++)
        {
            if (parameters[i].IsSettable && !ReferenceEquals(values[i], ComponentDescriptor.NotGiven))
            {
                var parameter = parameters[i];
                var given = values[i];
                Guard(descriptor, path, places, i, () =>
                {
                    parameter.Set(component, given);
                    return component;
                });
            }
        }

        return reader.Bounded(component, path);
    }

    /// <summary>Reads the parameters. False when the object is no object of parameters but the only parameter's value.</summary>
    private bool ReadParameters(ComponentDescriptor descriptor, JsonElement value, string path, object?[] values, string[] places)
    {
        var properties = SpecReader.Properties(value, path);
        var required = OnlyRequired(descriptor);
        if (required is not null && properties.Count == 1 && !SpecReader.Accepts(descriptor, properties) && catalog.Named(properties[0].Name).Count > 0)
        {
            return false;
        }

        foreach (var (name, element) in properties)
        {
            var index = descriptor.IndexOf(name);
            var place = SpecReader.At(path, name);
            if (index < 0)
            {
                if (descriptor.Ignores(name))
                {
                    continue;
                }

                var hint = NearestName.Hint(name, descriptor.Parameters.Select(parameter => parameter.Name));
                throw new SpecException(place, $"{descriptor.Name} has no parameter '{name}'.{hint}");
            }

            if (places[index] is { } other)
            {
                throw new SpecException(place, $"the parameter is given already, as {other}.");
            }

            values[index] = descriptor.Parameters[index].Converter.Read(reader, element, place);
            places[index] = place;
        }

        return true;
    }

    private void ReadOnlyParameter(ComponentDescriptor descriptor, JsonElement value, string path, object?[] values, string[] places)
    {
        var only = OnlyRequired(descriptor) ?? (descriptor.Parameters.Count == 1 ? descriptor.Parameters[0] : null) ??
            (value.ValueKind == JsonValueKind.Number && TakesNumber(descriptor) ? descriptor.Parameters[0] : null) ??
            throw new SpecException(path, $"{SpecReader.Show(value)} is not an object with parameters of {descriptor.Name}.");
        var index = descriptor.IndexOf(only.Name);
        values[index] = only.Converter.Read(reader, value, path);
        places[index] = path;
    }

    // Which parameter comes first means something where the constructor says it, and in optimizers, where it is the learning rate.
    private static bool TakesNumber(ComponentDescriptor descriptor) =>
        descriptor.Parameters is [var first, ..] && (!first.IsSettable || typeof(IOptimizer).IsAssignableFrom(descriptor.Type));

    private static ParameterDescriptor? OnlyRequired(ComponentDescriptor descriptor)
    {
        var required = descriptor.Parameters.Where(parameter => parameter.IsRequired).Take(2).ToList();
        return required.Count == 1 ? required[0] : null;
    }

    /// <summary>Turns a component's refusal of a value into a spec error at the place of the value.</summary>
    private static object Guard(ComponentDescriptor descriptor, string path, string[] places, int index, Func<object> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or ArithmeticException or OutOfMemoryException)
        {
            if (index < 0 && e is ArgumentException { ParamName: { } name })
            {
                index = descriptor.Parameters.ToList().FindIndex(parameter => string.Equals(parameter.Property, name, StringComparison.OrdinalIgnoreCase));
            }

            var place = index >= 0 ? places[index] ?? path : path;
            throw new SpecException(place, Problem(e, index >= 0 ? descriptor.Parameters[index] : null), e);
        }
    }

    private static string Problem(Exception e, ParameterDescriptor? parameter)
    {
        // The framework appends the parameter's .NET name and the value, which the message has said already.
        var message = e.Message;
        var end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        message = end > 0 ? message[..end] : message;
        return parameter is not null && message.StartsWith(parameter.Property + " ", StringComparison.OrdinalIgnoreCase)
            ? string.Concat(parameter.Name, message.AsSpan(parameter.Property.Length))
            : message;
    }
}
