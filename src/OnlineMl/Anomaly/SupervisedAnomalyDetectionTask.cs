using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;

namespace OnlineMl.Anomaly;

/// <summary>The task of saying how unusual the target of an example is. A prediction without the target says nothing; the score comes when the
/// example is predicted and learned in one.</summary>
internal sealed class SupervisedAnomalyDetectionTask()
    : ModelTaskOf<ISupervisedAnomalyDetector, SupervisedAnomalyDetectorPipeline>("anomaly detection in targets")
{
    public static readonly SupervisedAnomalyDetectionTask Instance = new();

    public override IReadOnlyList<string> Flavors => [];

    public override IReadOnlyList<string> UsualMetrics => [];

    public override TargetType TargetType => TargetType.Number;

    public override Target Fit(in Target y) => RegressionTask.Instance.Fit(in y);

    public override void Predict(ISupervisedAnomalyDetector model, FeatureVector x, Prediction prediction) => prediction.SetScore(this, double.NaN);

    public override void Learn(ISupervisedAnomalyDetector model, FeatureVector x, in Target y, double weight)
    {
        RegressionTask.Check(in y);
        if (Require.Example(x, weight))
        {
            model.Learn(x, y.Number, weight);
        }
    }

    public override void PredictThenLearn(ISupervisedAnomalyDetector model, FeatureVector x, in Target y, Prediction prediction, double weight)
    {
        RegressionTask.Check(in y);
        prediction.SetScore(this, model.Score(x, y.Number));
        Learn(model, x, in y, weight);
    }

    public override SupervisedAnomalyDetectorPipeline MakePipeline(
        ReadOnlySpan<ITransformer> transformers, ISupervisedAnomalyDetector model, bool learnDuringPredict) => new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => false;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
    }

    public override void Read(JsonElement json, Prediction prediction) => prediction.SetScore(this, PredictionJson.Number(json));

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction) => PredictionJson.Write(json, prediction.Number);
}
