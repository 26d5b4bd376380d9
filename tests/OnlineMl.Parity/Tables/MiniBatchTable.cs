using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;

namespace OnlineMl.Parity.Tables;

/// <summary>Batches: for each, predict all of it, then learn all of it.</summary>
public sealed partial class MiniBatchTable : ITable
{
    public bool Knows(ParityRecord record) => record.Family == "minibatch";

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var examples = data.Examples(record.Dataset);
        var size = int.Parse(BatchSize().Match(record.Pipeline).Groups["size"].Value, CultureInfo.InvariantCulture);
        var rows = record.Rows.ToDictionary(row => row.GetProperty("from").GetInt32());
        var component = ComponentCatalog.BuiltIn.Create<State.IStateful>(RiverExpression.ToSpec<object>(record.Pipeline), record.Options);
        var model = component is ITransformer ? null : new Model(component);
        for (var from = 0; from <= rows.Keys.Max(); from += size)
        {
            JsonElement? row = rows.TryGetValue(from, out var found) ? found : null;
            var batch = examples.Skip(from).Take(size).ToList();
            if (model is null)
            {
                Transform((ITransformer)component, batch, row!.Value, comparison);
            }
            else
            {
                Predict(model, batch, row, comparison, out var vectors);
                model.LearnMany(vectors, [.. batch.Select(example => example.Target!.Value)]);
                FinalState.Compare(row, model.Component, model.Features, comparison);
            }
        }
    }

    [GeneratedRegex(@"per batch of (?<size>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BatchSize();

    private static void Predict(Model model, List<Example> batch, JsonElement? expected, Comparison comparison, out List<FeatureVector> vectors)
    {
        vectors = [];
        foreach (var example in batch)
        {
            var x = model.NewExample();
            example.CopyTo(x);
            vectors.Add(x);
        }

        Prediction[] predictions = [.. batch.Select(_ => new Prediction())];
        model.PredictMany(vectors, predictions);
        if (expected is not { } row)
        {
            return;
        }

        var where = $"from {row.GetProperty("from")}";
        if (row.TryGetProperty("proba", out var probabilities))
        {
            for (var i = 0; i < predictions.Length; i++)
            {
                foreach (var property in probabilities[i].EnumerateObject())
                {
                    comparison.Number($"{property.Name} of {i} {where}", property.Value.GetDouble(), predictions[i].Probabilities[property.Name]);
                }
            }

            return;
        }

        double[] numbers = [.. predictions.Select(prediction => prediction.Probabilities.Count > 0 ? prediction.Probabilities[true] : prediction.Number)];
        var mean = row.TryGetProperty("mean_p_true", out var ofProbabilities) ? ofProbabilities : row.GetProperty("mean_prediction");
        comparison.Number($"mean prediction {where}", mean.GetDouble(), numbers.Average());
        comparison.Number($"first prediction {where}", row.GetProperty("first").GetDouble(), numbers[0]);
        comparison.Number($"last prediction {where}", row.GetProperty("last").GetDouble(), numbers[^1]);
    }

    private static void Transform(ITransformer transformer, List<Example> batch, JsonElement row, Comparison comparison)
    {
        var space = new FeatureSpace();
        List<FeatureVector> vectors = [];
        foreach (var example in batch)
        {
            var x = new FeatureVector(space);
            example.CopyTo(x);
            vectors.Add(x);
            transformer.Learn(x);
        }

        var output = new FeatureVector(space);
        foreach (var (name, x) in new[] { ("first", vectors[0]), ("last", vectors[^1]) })
        {
            output.Clear();
            transformer.Transform(x, output);
            TransformProtocol.Compare(comparison, $"{name} from {row.GetProperty("from")}", row.GetProperty(name), output);
        }
    }
}
