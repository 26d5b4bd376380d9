using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Evaluation;

/// <summary>Updates metrics with the predictions of a model, whatever its task.</summary>
internal sealed class Scores
{
    private readonly ModelTask _task;
    private readonly MetricSet _metrics;
    private readonly IClusterCenters? _centers;

    public Scores(Model model, MetricSet metrics)
    {
        _task = model.Task;
        _metrics = metrics;
        _centers = model.Centers;
        foreach (var metric in metrics)
        {
            if (!_task.IsMeasuredBy(metric))
            {
                throw new ArgumentException($"The metric {metric.Name} does not measure {_task.Name}.", nameof(metrics));
            }
        }

        if (_task.IsMeasuredByModel && metrics.Count > 0 && _centers is null)
        {
            throw new ArgumentException($"{LastOf(model).GetType().Name} has no centres for metrics to measure by.", nameof(metrics));
        }
    }

    public void Update(FeatureVector x, in Target target, Prediction prediction)
    {
        if (x.Time is { } time)
        {
            _metrics.SetTime(time);
        }

        _task.Measure(_metrics, x, in target, prediction, _centers);
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
}
