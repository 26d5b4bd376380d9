using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using OnlineMl.Catalog;

namespace OnlineMl.Classification;

/// <summary>The labels that a spec declares around its model: <c>{"labels": ["no", "yes"], "model": …}</c>.</summary>
internal static class DeclaredLabels
{
    private const string LabelsName = "labels";
    private const string ModelName = "model";

    /// <summary>Takes the labels off a spec; null when it declares none, or is not understood at all.</summary>
    /// <param name="spec">The spec; afterwards that of the model alone.</param>
    /// <param name="options">How long the spec may be.</param>
    /// <exception cref="SpecException">What it declares are no labels.</exception>
    public static Label[]? Take([StringSyntax(StringSyntaxAttribute.Json)] ref string spec, SpecOptions? options)
    {
        if (spec is null || spec.Length > (options ?? new SpecOptions()).MaxLength || spec.AsSpan().TrimStart() is not ['{', ..] ||
            !spec.Contains($"\"{LabelsName}\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(spec);
            var root = document.RootElement;
            if (root.GetPropertyCount() != 2 || !root.TryGetProperty(LabelsName, out var labels) || !root.TryGetProperty(ModelName, out var model))
            {
                return null;
            }

            var read = labels.ValueKind == JsonValueKind.Array ? labels.EnumerateArray().Select(Read).ToArray() : throw new SpecException("$.labels", "it is no list of labels.");
            spec = model.GetRawText();
            return read;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Declares the labels of a model.</summary>
    /// <exception cref="SpecException">It cannot have them.</exception>
    public static void Give(Label[] labels, Model model)
    {
        try
        {
            model.DeclareLabels(labels);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new SpecException("$.labels", e.Message, e);
        }
    }

    /// <summary>The spec of a model with its labels around it.</summary>
    public static string Around(string spec, ReadOnlySpan<Label> labels)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartArray(LabelsName);
            foreach (var label in labels)
            {
                PredictionJson.Write(json, label);
            }

            json.WriteEndArray();
            json.WritePropertyName(ModelName);
            json.WriteRawValue(spec);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static Label Read(JsonElement json, int index)
    {
        try
        {
            return PredictionJson.Label(json);
        }
        catch (FormatException e)
        {
            throw new SpecException($"$.labels[{index}]", $"{e.Message}.", e);
        }
    }
}
