using OnlineMl.Optimization;

namespace OnlineMl.Parity.Tables;

/// <summary>Cross entropy: value and gradients for distributions over classes.</summary>
public sealed class CrossEntropyTable : ITable
{
    public const string Id = "losses/CrossEntropy";

    public bool Knows(ParityRecord record) => record.Id == Id;

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        foreach (var row in record.Rows)
        {
            var loss = new CrossEntropyLoss
            {
                ClassWeight = row.GetProperty("class_weight") is { ValueKind: System.Text.Json.JsonValueKind.Object } weights
                    ? weights.EnumerateObject().ToDictionary(weight => weight.Name, weight => weight.Value.GetDouble(), StringComparer.Ordinal)
                    : null,
            };
            var pairs = row.GetProperty("proba").EnumerateObject().ToList();
            Label[] classes = [.. pairs.Select(pair => new Label(pair.Name))];
            double[] probabilities = [.. pairs.Select(pair => pair.Value.GetDouble())];
            var label = Array.IndexOf(classes, new Label(row.GetProperty("y").GetString()!));
            comparison.Number("loss", row.GetProperty("loss").GetDouble(), loss.Value(classes, probabilities, label));
            var gradients = new double[classes.Length];
            loss.Gradient(classes, probabilities, label, gradients);
            for (var i = 0; i < classes.Length; i++)
            {
                comparison.Number($"gradient of {classes[i]}", row.GetProperty("gradient").GetProperty(pairs[i].Name).GetDouble(), gradients[i]);
            }
        }
    }
}
