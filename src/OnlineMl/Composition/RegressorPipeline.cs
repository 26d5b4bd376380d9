using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers with a regressor behind them.</summary>
public sealed class RegressorPipeline : Pipeline, IRegressor
{
    private readonly IRegressor _model;

    internal RegressorPipeline(ReadOnlySpan<ITransformer> transformers, IRegressor model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict) => _model = model;

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _model.Predict(Chain.Transform(x, WhilePredicting));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1) => _model.Learn(Chain.Learn(x, y, !LearnDuringPredict), y, weight);
}
