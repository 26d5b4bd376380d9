using System.Globalization;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.TimeSeries;

namespace OnlineMl.Evaluation;

/// <summary>Measures a forecaster on a series that it then learns: before each value is learned, the model forecasts it and those behind it, and
/// each step of the horizon has metrics of its own.</summary>
/// <remarks>The forecast for the step h ahead is compared with the value that came h steps later. A forecast whose values the data do not all have
/// is not measured, nor is one that the model could not make yet; so every step is measured the same number of times. A model that
/// <see cref="IForecaster.TakesFutureFeatures"/> is told the features of the steps that it forecasts, but never a value.
/// <example><code>
/// var model = Model.FromSpec("""{"HoltWinters": {"alpha": 0.3, "beta": 0.1}}""");
/// var result = new HorizonValidation(horizon: 12) { GracePeriod = 24 }.Run(model, reader, () => new MetricSet(new Mae()));
/// Console.WriteLine(result.Metrics["MAE"]); // over all steps
/// Console.WriteLine(result.Metrics["MAE+12"]); // twelve steps ahead
/// </code></example></remarks>
/// <param name="horizon">How many steps are forecast. Range [1, 10000].</param>
public sealed class HorizonValidation(int horizon)
{
    private const int NoticePeriod = 4096;

    private readonly PredictionOptions _options = new() { Horizon = horizon };

    /// <summary>How many values are learned before the first forecast is measured. Range [0, ∞), default 0.</summary>
    public long GracePeriod { get; init => field = Require.Between(value, 0, long.MaxValue); }

    /// <summary>At most how many values are read. Range [0, ∞), default no limit.</summary>
    public long Limit { get; init => field = Require.Between(value, 0, long.MaxValue); } = long.MaxValue;

    /// <summary>Is told now and then how many values were done.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Is told each forecast.</summary>
    public PredictionObserver? Observer { get; init; }

    /// <summary>The clock that the evaluation takes its time from.</summary>
    public TimeProvider TimeProvider { get; init => field = Require.Given(value); } = TimeProvider.System;

    /// <summary>Evaluates a model on the values of a reader.</summary>
    /// <param name="model">The model, which forecasts.</param>
    /// <param name="data">The series, in order.</param>
    /// <param name="metrics">Makes new metrics of numbers: for each step, and for all of them together.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The metrics over all steps under their names, then those of each step, named <c>MAE+1</c>, <c>MAE+2</c>, ….</returns>
    /// <exception cref="ArgumentException">The model is no forecaster, or a metric is not of numbers.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Run(Model model, IExampleReader data, Func<MetricSet> metrics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(metrics);
        if (model.Task is not ForecastingTask)
        {
            throw new ArgumentException($"The model does {model.Task.Name}; only a forecaster has a horizon.", nameof(model));
        }

        var start = TimeProvider.GetTimestamp();
        var overall = metrics();
        var steps = new MetricSet[_options.Horizon];
        for (var h = 0; h < steps.Length; h++)
        {
            steps[h] = metrics();
            CheckNumbers(steps[h]);
        }

        var waiting = new Queue<double[]>();
        var recent = new Queue<double>();
        var prediction = new Prediction();
        var takesFuture = model.Component is IForecaster { TakesFutureFeatures: true };
        var upcoming = takesFuture ? new UpcomingExamples(data, _options.Horizon, new FeatureSpace()) : new UpcomingExamples(data, 1, model.Features);
        var learned = 0L;
        while (learned < Limit && upcoming.TryAdvance())
        {
            var (x, y, weight) = upcoming.Current;
            var isFutureKnown = takesFuture && upcoming.Steps.Count == steps.Length;
            model.Predict(x, prediction, isFutureKnown ? _options with { FutureFeatures = upcoming.Steps } : _options);
            Observer?.Invoke(learned, x, y, prediction);
            recent.Enqueue(y.Number);
            waiting.Enqueue(learned >= GracePeriod && !prediction.IsEmpty ? prediction.Forecast.ToArray() : []);
            if (recent.Count == steps.Length)
            {
                SetTime(x.Time, overall, steps);
                Measure(waiting.Dequeue(), recent, overall, steps);
                recent.Dequeue();
            }

            model.Learn(x, y, weight);
            learned++;
            if (learned % NoticePeriod == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Progress?.Invoke(learned);
            }
        }

        return new EvaluationResult(learned, Read(overall, steps), [], TimeProvider.GetElapsedTime(start), model.MemorySize());
    }

    private static void SetTime(DateTime? moment, MetricSet overall, MetricSet[] steps)
    {
        if (moment is not { } time)
        {
            return;
        }

        overall.SetTime(time);
        foreach (var step in steps)
        {
            step.SetTime(time);
        }
    }

    private static void CheckNumbers(MetricSet metrics)
    {
        foreach (var metric in metrics)
        {
            if (metric is not IRegressionMetric)
            {
                throw new ArgumentException($"The metric {metric.Name} does not measure numbers.", nameof(metrics));
            }
        }
    }

    private static void Measure(double[] forecast, Queue<double> truths, MetricSet overall, MetricSet[] steps)
    {
        if (forecast.Length == 0)
        {
            return;
        }

        var h = 0;
        foreach (var truth in truths)
        {
            overall.Update(truth, forecast[h]);
            steps[h].Update(truth, forecast[h]);
            h++;
        }
    }

    private static Dictionary<string, double> Read(MetricSet overall, MetricSet[] steps)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < overall.Count; i++)
        {
            values[overall[i].Name] = overall[i].Value;
        }

        for (var i = 0; i < overall.Count; i++)
        {
            for (var h = 0; h < steps.Length; h++)
            {
                values[string.Create(CultureInfo.InvariantCulture, $"{overall[i].Name}+{h + 1}")] = steps[h][i].Value;
            }
        }

        return values;
    }
}
