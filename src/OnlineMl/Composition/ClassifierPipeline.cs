using OnlineMl.Classification;
using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers with a classifier behind them.</summary>
public sealed class ClassifierPipeline : Pipeline, IMiniBatchClassifier
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
    public void Learn(FeatureVector x, Label y, double weight = 1) => _model.Learn(Chain.Learn(x, y, weight, !LearnDuringPredict), y, weight);

    /// <summary>Learns from a batch: one step, for which each transformer learns the whole batch before it transforms any of it,
    /// when the model takes one step for a batch; else the loop.</summary>
    /// <inheritdoc/>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Label> labels, ReadOnlySpan<double> weights = default)
    {
        MiniBatch.CheckTargets(batch, labels.Length, weights.Length);
        if (MiniBatch.TakesOneStep(_model))
        {
            var transformed = Chain.LearnMany(batch, Array.ConvertAll(labels.ToArray(), y => (Target)y), weights, !LearnDuringPredict);
            _model.LearnMany(transformed, labels, weights);
            return;
        }

        for (var i = 0; i < labels.Length; i++)
        {
            Learn(batch[i], labels[i], weights.IsEmpty ? 1 : weights[i]);
        }
    }

    internal void PredictWhole(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Probabilities> probabilities)
    {
        if (LearnDuringPredict && MiniBatch.TakesOneStep(_model))
        {
            _model.PredictProbabilitiesMany(Chain.TransformMany(batch, Learning.Everything), probabilities);
            return;
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i].Clear();
            PredictProbabilities(batch[i], probabilities[i]);
        }
    }

    /// <inheritdoc/>
    public void PredictThenLearn(FeatureVector x, Label y, Probabilities probabilities, double weight = 1)
    {
        var transformed = Chain.Transform(x, WhilePredicting);
        if (Chain.TransformedForGood(x))
        {
            _model.PredictThenLearn(transformed, y, probabilities, weight);
        }
        else
        {
            _model.PredictProbabilities(transformed, probabilities);
            Learn(x, y, weight);
        }
    }
}
