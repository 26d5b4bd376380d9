using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Drift;

/// <summary>The task of finding out when the distribution of examples changes. A prediction says whether the last example that was learned brought a
/// change to light.</summary>
internal sealed class DataDriftDetectionTask() : ModelTaskOf<IDataDriftDetector, DataDriftDetectorPipeline>("drift detection in examples")
{
    public static readonly DataDriftDetectionTask Instance = new();

    public override IReadOnlyList<string> Flavors => [];

    public override IReadOnlyList<string> UsualMetrics => [];

    public override TargetType TargetType => TargetType.Bool;

    public override bool NeedsTarget => false;

    public override Target Fit(in Target y) => y;

    public override void Predict(IDataDriftDetector model, FeatureVector x, Prediction prediction) => prediction.SetLabel(this, model.DriftDetected);

    /// <exception cref="ArgumentOutOfRangeException">The weight is neither 0 nor 1: an example came or did not.</exception>
    public override void CheckWeight(double weight)
    {
        if (weight is not (0 or 1))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"weight is {weight} but must be 0 or 1: an example came or did not.");
        }
    }

    public override void Learn(IDataDriftDetector model, FeatureVector x, in Target y, double weight) => LearnFeatures(model, x, weight);

    /// <exception cref="ArgumentOutOfRangeException">The weight is neither 0 nor 1: an example came or did not.</exception>
    public override void LearnFeatures(IDataDriftDetector model, FeatureVector x, double weight)
    {
        CheckWeight(weight);
        if (Require.Example(x, weight))
        {
            model.Update(x);
        }
    }

    public override DataDriftDetectorPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IDataDriftDetector model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => false;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
    }

    public override void Read(JsonElement json, Prediction prediction) => prediction.SetLabel(this, PredictionJson.Label(json));

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction) => PredictionJson.Write(json, prediction.Label);
}
