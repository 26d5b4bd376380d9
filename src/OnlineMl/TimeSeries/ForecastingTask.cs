using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;

namespace OnlineMl.TimeSeries;

/// <summary>The task of predicting the next values of a series. Metrics compare the first of them with what came next.</summary>
internal sealed class ForecastingTask() : ModelTaskOf<IForecaster, ForecasterPipeline>("forecasting")
{
    public static readonly ForecastingTask Instance = new();

    public override IReadOnlyList<string> Flavors { get; } = ["forecast"];

    public override IReadOnlyList<string> UsualMetrics { get; } = ["MAE", "RMSE"];

    public override TargetType TargetType => TargetType.Number;

    public override Target Fit(in Target y) => RegressionTask.Instance.Fit(in y);

    public override void Check(PredictionOptions options)
    {
        Refuse(options.Arms is not null || options.Explains, "arms or an explanation", nameof(options));
        if (options.FutureFeatures is { } xs && xs.Count != options.Horizon)
        {
            throw new ArgumentException($"There are features of {xs.Count} steps to come, but the horizon is {options.Horizon}.", nameof(options));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The weight is neither 0 nor 1: a step of a series is there or is not.</exception>
    public override void CheckWeight(double weight)
    {
        if (weight is not (0 or 1))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"weight is {weight} but must be 0 or 1: a step of a series is there or is not.");
        }
    }

    public override void Predict(IForecaster model, FeatureVector x, Prediction prediction) => Forecast(model, prediction, 1, null);

    public override void Predict(IForecaster model, FeatureVector x, Prediction prediction, PredictionOptions options) =>
        Forecast(model, prediction, options.Horizon, options.FutureFeatures);

    /// <exception cref="ArgumentOutOfRangeException">The weight is neither 0 nor 1: a step of a series is there or is not.</exception>
    public override void Learn(IForecaster model, FeatureVector x, in Target y, double weight)
    {
        RegressionTask.Check(in y);
        CheckWeight(weight);
        if (Require.Example(x, weight))
        {
            model.Learn(x, y.Number);
        }
    }

    public override ForecasterPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IForecaster model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => metric is IRegressionMetric;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers) =>
        metrics.Update(y.Number, prediction.Number);

    /// <summary>Reads a list of numbers, or the number of the next step alone.</summary>
    public override void Read(JsonElement json, Prediction prediction)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            prediction.SetForecast(this, 1)[0] = PredictionJson.Number(json);
            prediction.FinishForecast();
            return;
        }

        var length = json.GetArrayLength();
        if (length is 0 or > PredictionOptions.MaxHorizon)
        {
            throw new FormatException($"it has {length} steps");
        }

        var forecast = prediction.SetForecast(this, length);
        for (var h = 0; h < length; h++)
        {
            forecast[h] = PredictionJson.Number(json[h]);
        }

        prediction.FinishForecast();
    }

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction)
    {
        json.WriteStartArray();
        foreach (var value in prediction.Forecast)
        {
            PredictionJson.Write(json, value);
        }

        json.WriteEndArray();
    }

    /// <summary>Refuses features of steps to come for a forecaster that does not look at them.</summary>
    /// <exception cref="ArgumentException">There are some.</exception>
    public static void Check(IForecaster model, IReadOnlyList<FeatureVector>? xs)
    {
        if (xs is not null && !model.TakesFutureFeatures)
        {
            var last = model is Pipeline { Last: { } behind } ? behind : model;
            throw new ArgumentException($"{last.GetType().Name} forecasts from the values alone; it takes no features of the steps to come.", nameof(xs));
        }
    }

    private void Forecast(IForecaster model, Prediction prediction, int horizon, IReadOnlyList<FeatureVector>? xs)
    {
        Check(model, xs);
        model.Forecast(prediction.SetForecast(this, horizon), xs);
        prediction.FinishForecast();
    }
}
