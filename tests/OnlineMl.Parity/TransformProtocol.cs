using System.Globalization;
using System.Text.Json;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Preprocessing;

namespace OnlineMl.Parity;

/// <summary>The outputs of a transformer.</summary>
public sealed class TransformProtocol : IProtocol
{
    private const string Texts = "texts: ";

    public string Kind => "transform";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var transformer = (ITransformer)component;
        var supervised = record.Get("order").GetString() == "transform-then-learn";
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        var output = new FeatureVector(transformer.KeepsFeatures ? space : new FeatureSpace(), keepsStrangers: true);
        var first = record.Get("first_20");
        var at = record.Get("at");
        var sum = 0.0;
        var count = 0;
        var i = 0;
        var hasTruthValues = component is Binarizer { Dtype: "bool" };
        var times = record.Times is { } series ? data.Series(series) : null;
        foreach (var example in Examples(record, data).Take(record.Get("n_samples").GetInt32()))
        {
            example.CopyTo(x);
            x.Time = times is null ? null : StatisticProtocol.Start.AddMinutes(times[i]);
            if (!supervised)
            {
                transformer.Learn(x);
            }

            output.Clear();
            transformer.Transform(x, output);
            output.AdmitStrangers();
            if (supervised)
            {
                ((ISupervisedTransformer)transformer).Learn(x, example.Target!.Value);
            }

            foreach (var feature in output)
            {
                if (feature.Text is null && double.IsFinite(feature.Number) && !hasTruthValues)
                {
                    sum += feature.Number;
                    count++;
                }
            }

            if (i < first.GetArrayLength())
            {
                Compare(comparison, $"output {i}", first[i], output);
            }

            i++;
            if (at.TryGetProperty(i.ToString(CultureInfo.InvariantCulture), out var expected))
            {
                Compare(comparison, $"output at {i}", expected, output);
            }
        }

        comparison.Number("sum of outputs", Numbers.Read(record.Get("sum_of_numeric_outputs")), sum);
        comparison.Number("number of outputs", record.Get("count_of_numeric_outputs").GetDouble(), count);
    }

    // A few records say what their texts are in a note: 'first' | 'second' | ....
    private static IEnumerable<Example> Examples(ParityRecord record, ReferenceData data) =>
        record.Json.TryGetProperty("note", out var note) && note.GetString()!.StartsWith(Texts, StringComparison.Ordinal)
            ? note.GetString()![Texts.Length..].Split(" | ").Select(text => new Example([("text", text[1..^1])], null))
            : data.Examples(record.Dataset);

    /// <summary>Compares the features of a vector with those of a record, by name.</summary>
    public static void Compare(Comparison comparison, string where, JsonElement expected, FeatureVector output)
    {
        var actual = output.ToDictionary(feature => feature.Name, StringComparer.Ordinal);
        foreach (var property in expected.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                comparison.Text($"{where} {property.Name}", "absent", actual.ContainsKey(property.Name) ? "present" : "absent");
            }
            else if (!actual.Remove(property.Name, out var feature))
            {
                comparison.Text($"{where} {property.Name}", "present", "absent");
            }
            else if (property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is not ("NaN" or "Infinity" or "-Infinity"))
            {
                comparison.Text($"{where} {property.Name}", property.Value.GetString()!, feature.Text ?? "a number");
            }
            else if (feature.Text is { } text)
            {
                comparison.Text($"{where} {property.Name}", property.Value.ToString(), text);
            }
            else
            {
                comparison.Number($"{where} {property.Name}", Numbers.Read(property.Value), feature.Number);
            }
        }

        comparison.Text($"{where}: more features", "", string.Join(' ', actual.Keys));
    }
}
