using System.Text.Json;
using OnlineMl.Composition;

namespace OnlineMl.Catalog.Conversion;

/// <summary>Writes components as a spec, or as river's dump.</summary>
internal sealed class SpecWriter(ComponentCatalog catalog, Utf8JsonWriter json, bool isDump)
{
    public Utf8JsonWriter Json => json;

    /// <summary>A component in the place of a parameter: <c>{"SGD": {"lr": …}}</c>, or <c>["SGD", {"lr": …}]</c> in a dump.</summary>
    public void Component(object component)
    {
        if (component is Pipeline pipeline)
        {
            Steps(PipelineAssembly.StepsOf(pipeline));
            return;
        }

        var descriptor = DescriptorOf(component);
        if (isDump)
        {
            json.WriteStartArray();
            json.WriteStringValue(descriptor.Name);
            if (descriptor.Parameters.Count > 0 && !descriptor.IsCodeOnly)
            {
                Parameters(component);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject();
            json.WritePropertyName(descriptor.Name);
            Parameters(component);
            json.WriteEndObject();
        }
    }

    /// <summary>The object of a component's parameters.</summary>
    public void Parameters(object component)
    {
        var descriptor = DescriptorOf(component);
        if (descriptor.IsCodeOnly && !isDump)
        {
            throw new InvalidOperationException($"A {descriptor.Name} holds code, so that a model with one cannot be written as a spec.");
        }

        json.WriteStartObject();
        foreach (var parameter in descriptor.IsCodeOnly ? [] : descriptor.Parameters)
        {
            json.WritePropertyName(parameter.Name);
            parameter.Converter.Write(this, parameter.ValueOf(component));
        }

        json.WriteEndObject();
    }

    /// <summary>A whole model as river describes it: its steps under their names, or the parameters of a model that is no pipeline.</summary>
    public void Describe(object component)
    {
        if (component is not Pipeline pipeline)
        {
            Parameters(component);
            return;
        }

        json.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in PipelineAssembly.StepsOf(pipeline))
        {
            var name = step is Pipeline ? "Pipeline" : DescriptorOf(step).Name;
            var unique = name;
            for (var i = 1; !names.Add(unique); i++)
            {
                unique = FormattableString.Invariant($"{name}{i}");
            }

            json.WritePropertyName(unique);
            Describe(step);
        }

        json.WriteEndObject();
    }

    private void Steps(IReadOnlyList<object> steps)
    {
        if (steps.Count == 1)
        {
            Component(steps[0]);
            return;
        }

        json.WriteStartArray();
        foreach (var step in steps)
        {
            Component(step);
        }

        json.WriteEndArray();
    }

    private ComponentDescriptor DescriptorOf(object component) =>
        catalog.DescriptorOf(component) ?? throw new InvalidOperationException($"{component.GetType()} is not in the catalog.");
}
