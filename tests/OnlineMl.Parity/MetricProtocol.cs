using System.Text.Json;
using OnlineMl.Metrics;
using OnlineMl.Statistics;

namespace OnlineMl.Parity;

/// <summary>The value of a metric after each update.</summary>
public sealed class MetricProtocol : IProtocol
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Kind => "metric";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var input = data.Input(record.Dataset);
        comparison.Text("bigger is better", record.Get("bigger_is_better").GetBoolean().ToString(), ((IMetric)component).BiggerIsBetter.ToString());
        var weights = record.Get("weights").ValueKind == JsonValueKind.String ? data.Series(record.Get("weights").GetString()!) : null;
        var probabilities = new Probabilities();
        var expected = record.Get("values").EnumerateArray().ToList();
        var truths = input.GetProperty("y_true");
        for (var i = 0; i < expected.Count; i++)
        {
            var weight = weights?[i] ?? 1;
            if (component is IRegressionMetric regression)
            {
                regression.Update(truths[i].GetDouble(), input.GetProperty("y_pred")[i].GetDouble(), weight);
            }
            else
            {
                var metric = (IClassificationMetric)component;
                var truth = ReferenceData.TargetOf(truths[i])!.Value.Label;
                Predict(record.Dataset, input, i, metric, probabilities, out var label);
                if (metric.RequiresLabels)
                {
                    metric.Update(truth, label, weight);
                }
                else
                {
                    metric.Update(truth, probabilities, weight);
                }
            }

            comparison.Number($"after update {i}", Numbers.Read(expected[i]), ((IMetric)component).Value);
        }
    }

    private static void Predict(string dataset, JsonElement input, int i, IClassificationMetric metric, Probabilities probabilities, out Label label)
    {
        probabilities.Clear();
        if (dataset == "binary")
        {
            var p = input.GetProperty("p_true")[i].GetDouble();
            probabilities.Add(false, 1 - p);
            probabilities.Add(true, p);
            label = p >= 0.5;
        }
        else
        {
            label = ReferenceData.TargetOf(input.GetProperty("y_pred")[i])!.Value.Label;
            if (!metric.RequiresLabels)
            {
                foreach (var property in input.GetProperty("proba")[i].EnumerateObject())
                {
                    probabilities.Add(property.Name, property.Value.GetDouble());
                }
            }
        }
    }
}
