using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers with a classifier behind them.</summary>
public sealed class ClassifierPipeline : Pipeline, IClassifier
{
    private readonly IClassifier _model;

    internal ClassifierPipeline(ReadOnlySpan<ITransformer> transformers, IClassifier model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict) => _model = model;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => _model.Predict(Chain.Transform(x, WhilePredicting));

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities) =>
        _model.PredictProbabilities(Chain.Transform(x, WhilePredicting), probabilities);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1) => _model.Learn(Chain.Learn(x, y, !LearnDuringPredict), y, weight);
}
