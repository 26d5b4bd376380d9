using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Evaluation;

/// <summary>Updates metrics with the predictions of a model, whatever its task.</summary>
internal sealed class Scores
{
    private readonly Model _model;
    private readonly MetricSet _metrics;

    public Scores(Model model, MetricSet metrics)
    {
        _model = model;
        _metrics = metrics;
        var task = model.Task;
        foreach (var metric in metrics)
        {
            if (!task.IsMeasuredBy(metric))
            {
                throw new ArgumentException($"The metric {metric.Name} does not measure {task.Name}.", nameof(metrics));
            }
        }

        if (task.IsMeasuredByModel && metrics.Count > 0 && model.Centers is null)
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

        _model.Measure(_metrics, x, target, prediction);
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
