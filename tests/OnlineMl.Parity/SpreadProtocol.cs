using System.Text.Json;
using OnlineMl.Anomaly;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;

namespace OnlineMl.Parity;

/// <summary>Figures of models that draw: the mean over several seeds lies within three deviations of river's, or is better.</summary>
public static class SpreadProtocol
{
    private const int FirstMeasuredCluster = 200;
    private const double Floor = 1e-3;

    /// <summary>Whether the kind of a record is understood.</summary>
    public static bool Knows(string kind) => kind is "progressive" or "anomaly" or "cluster";

    /// <summary>Runs every seed and compares the means.</summary>
    public static void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var names = record.Get("metrics").EnumerateObject().Select(metric => metric.Name).ToList();
        var seeds = record.Get("seeds").EnumerateArray().Select(seed => seed.GetInt32()).ToList();
        var runs = seeds.ConvertAll(seed =>
            Measure(record, ComponentCatalog.BuiltIn.Create<object>(record.SpecWithSeed(seed)), names, data));
        foreach (var name in names)
        {
            var expected = record.Get("metrics").GetProperty(name);
            var mean = expected.GetProperty("mean").GetDouble();
            var deviation = expected.GetProperty("std").GetDouble();
            var actual = runs.Average(run => run[name]);
            var isBetter = IsBetter(name, actual - mean);
            comparison.Number($"mean {name}", mean, isBetter ? mean : actual, (3 * deviation) + Floor);
        }
    }

    private static bool IsBetter(string name, double gain) => name switch
    {
        "mean_score_normal" => gain < 0,
        "mean_score_anomaly" or "exact_rank_AUC" => gain > 0,
        _ => ComponentCatalog.BuiltIn.Create<IMetric>($"\"{name[..^2]}\"").BiggerIsBetter ? gain > 0 : gain < 0,
    };

    private static Dictionary<string, double> Measure(ParityRecord record, object component, List<string> names, ReferenceData data)
    {
        if (component is IAnomalyDetector detector)
        {
            return Score(detector, data.Examples(record.Dataset));
        }

        var metrics = names.ConvertAll(name => ComponentCatalog.BuiltIn.Create<IMetric>($"\"{name[..^2]}\""));
        var set = new MetricSet([.. metrics]);
        if (component is IClusterer clusterer)
        {
            Cluster(clusterer, data.Input(record.Dataset), set);
        }
        else
        {
            Validate(component, data.Examples(record.Dataset), set);
        }

        return names.Zip(metrics).ToDictionary(pair => pair.First, pair => pair.Second.Value, StringComparer.Ordinal);
    }

    private static void Validate(object component, IReadOnlyList<Example> examples, MetricSet metrics)
    {
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true);
        var probabilities = new Probabilities();
        foreach (var example in examples)
        {
            example.CopyTo(x);
            var y = example.Target!.Value;
            if (component is IRegressor regressor)
            {
                metrics.Update(y.Number, regressor.Predict(x));
                x.AdmitStrangers();
                regressor.Learn(x, y.Number);
            }
            else
            {
                var classifier = (IClassifier)component;
                probabilities.Clear();
                classifier.PredictProbabilities(x, probabilities);
                metrics.Update(y.Label, probabilities);
                x.AdmitStrangers();
                classifier.Learn(x, y.Label);
            }
        }
    }

    private static void Cluster(IClusterer clusterer, JsonElement input, MetricSet metrics)
    {
        var x = new FeatureVector();
        var truths = input.EnumerateObject().First(property => property.Name != "x").Value;
        var i = 0;
        foreach (var row in input.GetProperty("x").EnumerateArray())
        {
            x.Clear();
            foreach (var property in row.EnumerateObject())
            {
                x.Add(property.Name, property.Value.GetDouble());
            }

            clusterer.Learn(x);
            var cluster = clusterer.Predict(x);
            if (i >= FirstMeasuredCluster)
            {
                metrics.Update(new Label(truths[i].GetInt64()), new Label((long)(cluster ?? -1)));
            }

            i++;
        }
    }

    private static Dictionary<string, double> Score(IAnomalyDetector detector, IReadOnlyList<Example> examples)
    {
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true);
        var auc = new RocAuc();
        var probabilities = new Probabilities();
        var scores = new List<(double Score, bool IsAnomaly)>();
        foreach (var example in examples)
        {
            example.CopyTo(x);
            var score = detector.Score(x);
            var truth = example.Target!.Value.Label;
            scores.Add((score, truth.IsPositive));
            probabilities.Clear();
            probabilities.Add(false, 1 - score);
            probabilities.Add(true, score);
            auc.Update(truth, probabilities);
            x.AdmitStrangers();
            detector.Learn(x);
        }

        var anomalies = scores.Where(entry => entry.IsAnomaly).Select(entry => entry.Score).ToList();
        var normal = scores.Where(entry => !entry.IsAnomaly).Select(entry => entry.Score).ToList();
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["ROCAUC()"] = auc.Value,
            ["exact_rank_AUC"] = anomalies.Average(high => normal.Average(low => high > low ? 1 : high.Equals(low) ? 0.5 : 0)),
            ["mean_score_anomaly"] = anomalies.Average(),
            ["mean_score_normal"] = normal.Average(),
        };
    }
}
