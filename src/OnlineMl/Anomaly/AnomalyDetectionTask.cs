using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Anomaly;

/// <summary>The task of saying how unusual an example is.</summary>
internal sealed class AnomalyDetectionTask() : ModelTaskOf<IAnomalyDetector, AnomalyDetectorPipeline>("anomaly detection")
{
    public static readonly AnomalyDetectionTask Instance = new();

    public override IReadOnlyList<string> Flavors { get; } = ["neighbor"];

    public override IReadOnlyList<string> UsualMetrics { get; } = ["ROCAUC"];

    public override TargetType TargetType => TargetType.Bool;

    public override bool NeedsTarget => false;

    internal override FeatureTrial Trial { get; } = FeatureTrial.OfRareValue;

    /// <summary>Whether an example was an anomaly, where the target says it; any other target is let through and not measured.</summary>
    public override Target Fit(in Target y) => y.Label.HasNumber ? new Label(y.Label.IsPositive) : y;

    public override void Predict(IAnomalyDetector model, FeatureVector x, Prediction prediction)
    {
        prediction.SetScore(this, model.Score(x));
        if (!prediction.IsEmpty && Abilities.Of<IAnomalyFilter>(model) is { } filter)
        {
            prediction.SetVerdict(filter.IsAnomaly(prediction.Number));
        }
    }

    public override void Learn(IAnomalyDetector model, FeatureVector x, in Target y, double weight) => LearnFeatures(model, x, weight);

    public override void LearnFeatures(IAnomalyDetector model, FeatureVector x, double weight)
    {
        if (Require.Example(x, weight))
        {
            model.Learn(x, weight);
        }
    }

    public override AnomalyDetectorPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IAnomalyDetector model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => metric is IScoreMetric or IClassificationMetric;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
        if (y.Label.HasNumber)
        {
            metrics.UpdateScore(new Label(y.Label.IsPositive), prediction.Number, prediction.IsAnomaly);
        }
    }

    /// <summary>Writes the score, or with it what a filter makes of it.</summary>
    public override void WriteInFull(Utf8JsonWriter json, Prediction prediction)
    {
        if (prediction.IsAnomaly is not { } isAnomaly)
        {
            Write(json, prediction);
            return;
        }

        json.WriteStartObject();
        json.WritePropertyName("score");
        WriteAnswer(json, prediction);
        json.WriteBoolean("anomaly", isAnomaly);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteInFull"/> wrote, or the score alone.</summary>
    public override void Read(JsonElement json, Prediction prediction)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            prediction.SetScore(this, PredictionJson.Number(json));
            return;
        }

        if (!json.TryGetProperty("score", out var score) || !json.TryGetProperty("anomaly", out var isAnomaly) ||
            isAnomaly.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new FormatException("it has no 'score', or no 'anomaly' that is true or false");
        }

        prediction.SetScore(this, PredictionJson.Number(score));
        prediction.SetVerdict(isAnomaly.GetBoolean());
    }

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction) => PredictionJson.Write(json, prediction.Number);
}
