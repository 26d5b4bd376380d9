using OnlineMl.Anomaly;
using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers with an anomaly detector behind them.</summary>
public sealed class AnomalyDetectorPipeline : Pipeline, IAnomalyDetector
{
    private readonly IAnomalyDetector _model;

    internal AnomalyDetectorPipeline(ReadOnlySpan<ITransformer> transformers, IAnomalyDetector model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict) => _model = model;

    /// <inheritdoc/>
    public double Score(FeatureVector x) => _model.Score(Chain.Transform(x, WhilePredicting));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1) => _model.Learn(Chain.Learn(x, null, weight, !LearnDuringPredict), weight);
}
