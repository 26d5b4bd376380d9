using OnlineMl.Features;
using OnlineMl.Regression;

namespace OnlineMl.Composition;

/// <summary>Transformers with a regressor behind them.</summary>
public sealed class RegressorPipeline : Pipeline, IMiniBatchRegressor
{
    private readonly IRegressor _model;

    internal RegressorPipeline(ReadOnlySpan<ITransformer> transformers, IRegressor model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict) => _model = model;

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _model.Predict(Chain.Transform(x, WhilePredicting));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1) => _model.Learn(Chain.Learn(x, y, weight, !LearnDuringPredict), y, weight);

    /// <summary>Learns from a batch: one step, for which each transformer learns the whole batch before it transforms any of it,
    /// when the model takes one step for a batch; else the loop.</summary>
    /// <inheritdoc/>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default)
    {
        MiniBatch.CheckTargets(batch, targets.Length, weights.Length);
        if (MiniBatch.TakesOneStep(_model))
        {
            var transformed = Chain.LearnMany(batch, Array.ConvertAll(targets.ToArray(), y => (Target)y), weights, !LearnDuringPredict);
            _model.LearnMany(transformed, targets, weights);
            return;
        }

        for (var i = 0; i < targets.Length; i++)
        {
            Learn(batch[i], targets[i], weights.IsEmpty ? 1 : weights[i]);
        }
    }

    internal void PredictWhole(IReadOnlyList<FeatureVector> batch, Span<double> predictions)
    {
        if (LearnDuringPredict && MiniBatch.TakesOneStep(_model))
        {
            _model.PredictMany(Chain.TransformMany(batch, Learning.Everything), predictions);
            return;
        }

        for (var i = 0; i < predictions.Length; i++)
        {
            predictions[i] = Predict(batch[i]);
        }
    }

    /// <inheritdoc/>
    public double PredictThenLearn(FeatureVector x, double y, double weight = 1)
    {
        var transformed = Chain.Transform(x, WhilePredicting);
        if (Chain.TransformedForGood(x))
        {
            return _model.PredictThenLearn(transformed, y, weight);
        }

        var prediction = _model.Predict(transformed);
        Learn(x, y, weight);
        return prediction;
    }
}
