using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl;

/// <summary>A task whose models share an interface.</summary>
/// <typeparam name="TModel">The interface.</typeparam>
/// <typeparam name="TPipeline">The pipelines with such a model behind the transformers.</typeparam>
/// <param name="name">The task in words.</param>
internal abstract class ModelTaskOf<TModel, TPipeline>(string name) : ModelTask(name)
    where TModel : class, IStateful
    where TPipeline : Pipeline, TModel
{
    public override Type ModelType => typeof(TModel);

    internal override Type PipelineType => typeof(TPipeline);

    public abstract void Predict(TModel model, FeatureVector x, Prediction prediction);

    public virtual void Predict(TModel model, FeatureVector x, Prediction prediction, PredictionOptions options) => Predict(model, x, prediction);

    public abstract void Learn(TModel model, FeatureVector x, in Target y, double weight);

    /// <summary>Teaches a model an example without a target.</summary>
    public virtual void LearnFeatures(TModel model, FeatureVector x, double weight) => Require.Weight(weight);

    public virtual void PredictThenLearn(TModel model, FeatureVector x, in Target y, Prediction prediction, double weight)
    {
        Predict(model, x, prediction);
        Learn(model, x, in y, weight);
    }

    public virtual void LearnMany(TModel model, FeatureVector[] batch, Target[] targets, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            Learn(model, batch[i], in targets[i], weights.IsEmpty ? 1 : weights[i]);
        }
    }

    public virtual void PredictMany(TModel model, FeatureVector[] batch, ReadOnlySpan<Prediction> predictions)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            Predict(model, batch[i], predictions[i]);
        }
    }

    public abstract TPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, TModel model, bool learnDuringPredict);

    internal override bool Fits(object component) => component is TModel;

    internal sealed override void Predict(IStateful model, FeatureVector x, Prediction prediction) => Predict((TModel)model, x, prediction);

    internal sealed override void Predict(IStateful model, FeatureVector x, Prediction prediction, PredictionOptions options) =>
        Predict((TModel)model, x, prediction, options);

    internal sealed override void Learn(IStateful model, FeatureVector x, in Target y, double weight) => Learn((TModel)model, x, in y, weight);

    internal sealed override void Learn(IStateful model, FeatureVector x, double weight) => LearnFeatures((TModel)model, x, weight);

    internal sealed override void PredictThenLearn(IStateful model, FeatureVector x, in Target y, Prediction prediction, double weight) =>
        PredictThenLearn((TModel)model, x, in y, prediction, weight);

    internal sealed override void LearnMany(IStateful model, FeatureVector[] batch, Target[] targets, ReadOnlySpan<double> weights) =>
        LearnMany((TModel)model, batch, targets, weights);

    internal sealed override void PredictMany(IStateful model, FeatureVector[] batch, ReadOnlySpan<Prediction> predictions) =>
        PredictMany((TModel)model, batch, predictions);

    internal sealed override Pipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IStateful model, bool learnDuringPredict) =>
        MakePipeline(transformers, (TModel)model, learnDuringPredict);
}
