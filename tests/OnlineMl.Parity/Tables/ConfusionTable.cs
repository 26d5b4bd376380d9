using System.Text.Json;
using OnlineMl.Metrics;

namespace OnlineMl.Parity.Tables;

/// <summary>A weighted confusion matrix of two classes: a row for each, then the totals.</summary>
public sealed class ConfusionTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id == "v24/metrics/confusion/binary";

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var input = data.Input(record.Dataset);
        var weights = data.Series("series_w");
        var matrix = new ConfusionMatrix();
        for (var i = 0; i < input.GetProperty("y_true").GetArrayLength(); i++)
        {
            matrix.Update(input.GetProperty("y_true")[i].GetBoolean(), input.GetProperty("p_true")[i].GetDouble() >= 0.5, weights[i]);
        }

        foreach (var row in record.Rows)
        {
            if (row.TryGetProperty("class", out var truth))
            {
                CompareClass(matrix, truth.GetBoolean(), row, comparison);
            }
            else
            {
                comparison.Number("samples", row.GetProperty("n_samples").GetDouble(), matrix.SampleCount);
                comparison.Number("weight", row.GetProperty("total_weight").GetDouble(), matrix.TotalWeight);
                comparison.Number("true positives", row.GetProperty("total_tp").GetDouble(), matrix.TotalTruePositives);
                comparison.Number("false positives", row.GetProperty("total_fp").GetDouble(), matrix.TotalWeight - matrix.TotalTruePositives);
            }
        }
    }

    private static void CompareClass(ConfusionMatrix matrix, Label label, JsonElement row, Comparison comparison)
    {
        foreach (var cell in row.GetProperty("row").EnumerateObject())
        {
            comparison.Number($"{cell.Name} predicted for {label}", cell.Value.GetDouble(), matrix[label, cell.Name == "True"]);
        }

        comparison.Number($"weight of {label}", row.GetProperty("sum_row").GetDouble(), matrix.Support(label));
        comparison.Number($"predictions of {label}", row.GetProperty("sum_col").GetDouble(), matrix.Predictions(label));
        comparison.Number($"true positives of {label}", row.GetProperty("tp").GetDouble(), matrix[label, label]);
        comparison.Number($"false positives of {label}", row.GetProperty("fp").GetDouble(), matrix.Predictions(label) - matrix[label, label]);
        comparison.Number($"false negatives of {label}", row.GetProperty("fn").GetDouble(), matrix.Support(label) - matrix[label, label]);
    }
}
