using OnlineMl.Anomaly;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a detector of unusual targets behind them.</summary>
public sealed class SupervisedAnomalyDetectorPipeline : ModelPipeline<ISupervisedAnomalyDetector>, ISupervisedAnomalyDetector
{
    internal SupervisedAnomalyDetectorPipeline(ReadOnlySpan<ITransformer> transformers, ISupervisedAnomalyDetector model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public double Score(FeatureVector x, double y) => Model.Score(Seen(x), y);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        LearnWhole(x, y, weight);
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, y.Number, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new SupervisedAnomalyDetectorPipeline(transformers, (ISupervisedAnomalyDetector)last!, LearnDuringPredict);
}
