using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a regressor of several targets behind them.</summary>
public sealed class MultiTargetRegressorPipeline : ModelPipeline<IMultiTargetRegressor>, IMultiTargetRegressor
{
    internal MultiTargetRegressorPipeline(ReadOnlySpan<ITransformer> transformers, IMultiTargetRegressor model, bool learnDuringPredict)
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
        new MultiTargetRegressorPipeline(transformers, (IMultiTargetRegressor)last!, LearnDuringPredict);
}
