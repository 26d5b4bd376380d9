using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a classifier of several labels behind them.</summary>
public sealed class MultiLabelClassifierPipeline : ModelPipeline<IMultiLabelClassifier>, IMultiLabelClassifier
{
    internal MultiLabelClassifierPipeline(ReadOnlySpan<ITransformer> transformers, IMultiLabelClassifier model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public void Predict(FeatureVector x, NamedPredictions predictions) => Model.Predict(Seen(x), predictions);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, NamedTargets y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(y);
        LearnWhole(x, new Target(y), weight);
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, y.Outputs!, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new MultiLabelClassifierPipeline(transformers, (IMultiLabelClassifier)last!, LearnDuringPredict);
}
