using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers with a clusterer behind them.</summary>
public sealed class ClustererPipeline : Pipeline, IClusterer
{
    private readonly IClusterer _model;

    internal ClustererPipeline(ReadOnlySpan<ITransformer> transformers, IClusterer model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict) => _model = model;

    /// <inheritdoc/>
    public int Predict(FeatureVector x) => _model.Predict(Chain.Transform(x, WhilePredicting));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1) => _model.Learn(Chain.Learn(x, null, !LearnDuringPredict), weight);
}
