using OnlineMl.Anomaly;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with an anomaly detector behind them.</summary>
public sealed class AnomalyDetectorPipeline : ModelPipeline<IAnomalyDetector>, IAnomalyDetector
{
    internal AnomalyDetectorPipeline(ReadOnlySpan<ITransformer> transformers, IAnomalyDetector model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public double Score(FeatureVector x) => Model.Score(Seen(x));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1)
    {
        LearnWhole(x, null, weight);
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new AnomalyDetectorPipeline(transformers, (IAnomalyDetector)last!, LearnDuringPredict);
}
