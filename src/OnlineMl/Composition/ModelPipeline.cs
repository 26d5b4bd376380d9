using System.Diagnostics.CodeAnalysis;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a model behind them: what is the same whatever the model is for.</summary>
/// <typeparam name="TModel">The interface of the model, which the pipeline has, too.</typeparam>
public abstract class ModelPipeline<TModel> : Pipeline
    where TModel : class, IStateful
{
    private protected ModelPipeline(ReadOnlySpan<ITransformer> transformers, TModel model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict) => Model = model;

    /// <summary>The model behind the transformers.</summary>
    private protected TModel Model { get; }

    /// <summary>The example as the model sees it when it is asked.</summary>
    private protected FeatureVector Seen(FeatureVector x) => Chain.Transform(x, LearnDuringPredict ? Learning.Everything : Learning.Nothing);

    /// <summary>Teaches the transformers an example, and gives it as the model is to learn it.</summary>
    /// <param name="x">The example.</param>
    /// <param name="y">The target; null when there is none.</param>
    /// <param name="weight">How much the example counts.</param>
    /// <param name="transformed">The example as the model is to learn it.</param>
    /// <returns>False when the model is not to learn it.</returns>
    private protected bool TryLearn(FeatureVector x, Target? y, double weight, [NotNullWhen(true)] out FeatureVector? transformed)
    {
        if (!Require.Example(x, weight))
        {
            transformed = null;
            return false;
        }

        transformed = Chain.Learn(x, y, weight, !LearnDuringPredict);
        return transformed is not null;
    }

    /// <summary>Gives an example that was asked about as the model is to learn it, when the transformers learn nothing from it.</summary>
    /// <param name="x">The example that the last call of <see cref="Seen"/> transformed.</param>
    private protected bool IsSeenForGood(FeatureVector x) => Chain.TransformedForGood(x);

    /// <summary>Teaches the transformers a whole batch at once when the model takes one step for a batch.</summary>
    /// <returns>False when the batch is the loop over its examples.</returns>
    private protected bool TryLearnWhole(
        IReadOnlyList<FeatureVector> batch, Target[] targets, ReadOnlySpan<double> weights, [NotNullWhen(true)] out IReadOnlyList<FeatureVector>? transformed)
    {
        transformed = MiniBatch.TakesOneStep(this) ? Chain.Batches.Learn(batch, targets, weights, !LearnDuringPredict) : null;
        return transformed is not null;
    }

    /// <summary>Transforms a whole batch at once when that is another thing than the loop over its examples: when the transformers learn it on
    /// the way and the model takes one step for a batch.</summary>
    private protected bool TrySeeWhole(IReadOnlyList<FeatureVector> batch, [NotNullWhen(true)] out IReadOnlyList<FeatureVector>? transformed)
    {
        transformed = LearnDuringPredict && MiniBatch.TakesOneStep(this) ? Chain.Batches.Transform(batch, Learning.Everything) : null;
        return transformed is not null;
    }
}
