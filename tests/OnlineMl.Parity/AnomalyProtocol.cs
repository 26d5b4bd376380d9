using System.Globalization;
using OnlineMl.Anomaly;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Parity;

/// <summary>The scores of an anomaly detector.</summary>
public sealed class AnomalyProtocol : IProtocol
{
    public string Kind => "anomaly";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var detector = (IAnomalyDetector)component;
        var x = new FeatureVector(new FeatureSpace());
        var scores = new List<double>();
        var auc = new RocAuc();
        var probabilities = new Probabilities();
        foreach (var example in data.Examples(record.Dataset).Take(record.Get("n_samples").GetInt32()))
        {
            example.CopyTo(x);

            // Old pipelines taught a detector that stood last while they scored, and not when they learned.
            var learnsFirst = !record.IsModern && record.IsPipeline;
            if (learnsFirst)
            {
                detector.Learn(x);
            }

            var score = detector.Score(x);
            scores.Add(score);
            probabilities.Clear();
            probabilities.Add(false, 1 - score);
            probabilities.Add(true, score);
            auc.Update(example.Target!.Value.Label, probabilities);
            if (!learnsFirst)
            {
                detector.Learn(x);
            }
        }

        var first = record.Get("first_20");
        for (var i = 0; i < first.GetArrayLength(); i++)
        {
            comparison.Number($"score {i}", Numbers.Read(first[i]), scores[i]);
        }

        var last = record.Get("last_20");
        for (var i = 0; i < last.GetArrayLength(); i++)
        {
            var number = scores.Count - last.GetArrayLength() + i;
            comparison.Number($"score {number}", Numbers.Read(last[i]), scores[number]);
        }

        foreach (var property in record.Get("at").EnumerateObject())
        {
            var n = int.Parse(property.Name, CultureInfo.InvariantCulture);
            comparison.Number($"score at {n}", Numbers.Read(property.Value), scores[n - 1]);
        }

        comparison.Number("sum of scores", Numbers.Read(record.Get("sum_of_scores")), scores.Sum());
        comparison.Number("ROCAUC", Numbers.Read(record.Get("metrics").GetProperty("ROCAUC()")), auc.Value);
    }
}
