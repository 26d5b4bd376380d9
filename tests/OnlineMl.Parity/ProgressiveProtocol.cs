using System.Globalization;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Trees;

namespace OnlineMl.Parity;

/// <summary>For each example: predict, update the metrics, learn.</summary>
public sealed class ProgressiveProtocol : IProtocol
{
    public string Kind => "progressive";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var examples = data.Examples(record.Dataset);
        var given = (IStateful)component;
        if (!record.IsModern && component is HoeffdingTreeClassifier tree)
        {
            component = new FirstSeenOrder(tree);
        }

        var weights = record.Json.TryGetProperty("sample_weights", out _) ? data.Series("series_w") : null;
        var names = record.Get("metrics").EnumerateObject().Select(metric => metric.Name).ToList();
        var metrics = names.ConvertAll(name => ComponentCatalog.BuiltIn.Create<IMetric>($"\"{name[..^2]}\""));
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true);
        var probabilities = new Probabilities();
        var first = record.Get("first_20");
        var count = record.Get("n_samples").GetInt32();
        var rounding = 0.0;
        for (var i = 0; i < count; i++)
        {
            if (record.Diverges && i >= first.GetArrayLength())
            {
                return;
            }

            var example = examples[i];
            example.CopyTo(x);
            var weight = weights is null ? 1 : weights[i % 60];
            var number = i + 1;
            var key = number.ToString(CultureInfo.InvariantCulture);
            JsonElement? expected = i < first.GetArrayLength() ? first[i]
                : record.Get("at").TryGetProperty(key, out var later) ? later : null;
            if (component is IRegressor regressor)
            {
                var predicted = regressor.Predict(x);
                CompareNumber(comparison, $"prediction {number}", expected, predicted);
                var y = example.Target!.Value.Number;
                if (expected is not { ValueKind: JsonValueKind.Null })
                {
                    foreach (var metric in metrics)
                    {
                        ((IRegressionMetric)metric).Update(y, predicted);
                    }
                }

                x.AdmitStrangers();
                regressor.Learn(x, y, weight);
            }
            else
            {
                var classifier = (IClassifier)component;
                probabilities.Clear();
                classifier.PredictProbabilities(x, probabilities);
                var y = example.Target!.Value.Label;
                CompareClasses(comparison, $"prediction {number}", expected, probabilities);
                rounding += LogLossRounding(y, probabilities);
                if (probabilities.Count > 0)
                {
                    foreach (var metric in metrics)
                    {
                        ((IClassificationMetric)metric).Update(y, probabilities);
                    }
                }

                x.AdmitStrangers();
                classifier.Learn(x, y, weight);
            }

            if (record.Get("metrics_at").TryGetProperty(key, out var values) && !record.Diverges)
            {
                CompareMetrics(comparison, $"at {number}", values, names, metrics, rounding / number);
            }
        }

        CompareMetrics(comparison, "in the end", record.Get("metrics"), names, metrics, rounding / count);
        FinalState.Compare(FinalState.Of(record), given, x.Space, comparison);
    }

    // The loss of a negative example is the logarithm of 1 - p: where p is 1 but for a few units in the last place, those
    // units are all there is of it.
    private static double LogLossRounding(Label y, Probabilities probabilities)
    {
        const double LastPlaces = 8 * 2.220446049250313e-16;
        return y.IsPositive || probabilities.Count == 0 ? 0 : Math.Min(4, LastPlaces / Math.Max(probabilities[y], 1e-15));
    }

    private static void CompareMetrics(Comparison comparison, string where, JsonElement expected, List<string> names, List<IMetric> metrics, double rounding)
    {
        for (var i = 0; i < names.Count; i++)
        {
            comparison.Number(
                $"{names[i]} {where}", Numbers.Read(expected.GetProperty(names[i])), metrics[i].Value, names[i] == "LogLoss()" ? rounding : 0);
        }
    }

    // Which of two equal probabilities is the larger is decided by rounding.
    private static bool IsTie(Probabilities probabilities)
    {
        var best = probabilities[probabilities.MostProbable];
        return probabilities.Count(pair => best - pair.Value < 1e-12) > 1 && probabilities.Any(pair => pair.Value < best);
    }

    private static void CompareNumber(Comparison comparison, string where, JsonElement? expected, double actual)
    {
        if (expected is { ValueKind: JsonValueKind.Null })
        {
            comparison.Text(where, "none", double.IsNaN(actual) ? "none" : "some");
        }
        else if (expected is { } number)
        {
            comparison.Number(where, Numbers.Read(number), actual);
        }
    }

    private static void CompareClasses(Comparison comparison, string where, JsonElement? expected, Probabilities actual)
    {
        if (expected is not { ValueKind: JsonValueKind.Object } prediction)
        {
            return;
        }

        if (prediction.TryGetProperty("proba", out var probabilities))
        {
            foreach (var property in probabilities.EnumerateObject().Where(property => property.Name != "None"))
            {
                var value = actual.FirstOrDefault(pair => pair.Key.ToString() == property.Name).Value;
                comparison.Number($"{where} {property.Name}", Numbers.Read(property.Value), value);
            }
        }

        var label = prediction.GetProperty("label");
        if (label.ValueKind != JsonValueKind.Null && !IsTie(actual))
        {
            comparison.Text($"{where} label", label.ToString().ToUpperInvariant(), actual.MostProbable.ToString().ToUpperInvariant());
        }
    }
}
