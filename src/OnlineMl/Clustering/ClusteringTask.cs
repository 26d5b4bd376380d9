using System.Text.Json;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Clustering;

/// <summary>The task of grouping examples.</summary>
internal sealed class ClusteringTask() : ModelTaskOf<IClusterer, ClustererPipeline>("clustering")
{
    public static readonly ClusteringTask Instance = new();

    public override IReadOnlyList<string> Flavors { get; } = ["cluster"];

    public override IReadOnlyList<string> UsualMetrics { get; } = ["Silhouette"];

    public override TargetType TargetType => TargetType.Class;

    public override bool NeedsTarget => false;

    public override bool IsMeasuredByModel => true;

    public override Target Fit(in Target y) => y;

    public override void Predict(IClusterer model, FeatureVector x, Prediction prediction) => prediction.SetCluster(model.Predict(x));

    public override void Learn(IClusterer model, FeatureVector x, in Target y, double weight) => LearnFeatures(model, x, weight);

    public override void LearnFeatures(IClusterer model, FeatureVector x, double weight)
    {
        if (Require.Example(x, weight))
        {
            model.Learn(x, weight);
        }
    }

    public override ClustererPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IClusterer model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => metric is IClusteringMetric;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
        if (centers is not null)
        {
            metrics.Update(x, prediction.Cluster, centers);
        }
    }

    public override void Read(JsonElement json, Prediction prediction) => prediction.SetCluster(PredictionJson.Whole(json));

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction) => json.WriteNumberValue(prediction.Cluster);
}
