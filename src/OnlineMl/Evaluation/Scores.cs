using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Evaluation;

/// <summary>Updates metrics with the predictions of a model, whatever its task.</summary>
internal sealed class Scores
{
    private readonly MetricSet _metrics;
    private readonly IClusterCenters? _centers;
    private readonly Probabilities _anomaly = new();
    private readonly IScoreMetric[] _ofScores;
    private readonly bool _areOfScores;

    public Scores(Model model, MetricSet metrics)
    {
        _metrics = metrics;
        _centers = model.Centers;
        _ofScores = [.. metrics.OfType<IScoreMetric>()];
        _areOfScores = _ofScores.Length == metrics.Count;
        if (model.Task == ModelTask.Clustering && metrics.Count > 0 && _centers is null)
        {
            throw new ArgumentException($"{LastOf(model).GetType().Name} has no centres for metrics to measure by.", nameof(metrics));
        }
    }

    public void Update(FeatureVector x, in Target target, Prediction prediction)
    {
        switch (prediction.Task)
        {
            case ModelTask.Regression:
                _metrics.Update(target.Number, prediction.Number);
                break;
            case ModelTask.Clustering:
                _metrics.Update(x, prediction.Cluster, _centers!);
                break;
            case ModelTask.AnomalyDetection:
                UpdateAnomaly(target.Label, prediction.Number);
                break;
            default:
                _metrics.Update(target.Label, prediction.Label, prediction.Probabilities);
                break;
        }
    }

    public Dictionary<string, double> Read()
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in _metrics)
        {
            values[metric.Name] = metric.Value;
        }

        return values;
    }

    private static object LastOf(Model model) => model.Component is Pipeline { Last: { } last } ? last : model.Component;

    private void UpdateAnomaly(Label isAnomaly, double score)
    {
        if (isAnomaly.IsNone)
        {
            return;
        }

        if (_areOfScores)
        {
            foreach (var metric in _ofScores)
            {
                metric.Update(isAnomaly, score);
            }

            return;
        }

        // Metrics of classes take the score for the probability of an anomaly.
        _anomaly.Clear();
        _anomaly.Add(false, 1 - score);
        _anomaly.Add(true, score);
        _metrics.Update(isAnomaly, _anomaly);
    }
}
