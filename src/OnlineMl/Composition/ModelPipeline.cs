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
    private protected FeatureVector Seen(FeatureVector x)
    {
        if (!LearnDuringPredict)
        {
            return Chain.Transform(x, Learning.Nothing);
        }

        ArgumentNullException.ThrowIfNull(x);
        var names = x.Space.Mark();
        Chain.Mark();
        try
        {
            var seen = Chain.Transform(x, Learning.Everything);
            Chain.Release();
            return seen;
        }
        catch
        {
            Chain.TakeBack();
            x.TakeBack(names);
            throw;
        }
    }

    /// <summary>Teaches the model an example that the transformers have transformed.</summary>
    private protected abstract void Teach(FeatureVector transformed, in Target y, double weight);

    /// <summary>Teaches the transformers and the model an example. When one of them refuses it, all are as they were.</summary>
    /// <param name="x">The example.</param>
    /// <param name="y">The target; null when there is none.</param>
    /// <param name="weight">How much the example counts.</param>
    private protected void LearnWhole(FeatureVector x, in Target? y, double weight)
    {
        if (!Require.Weight(weight))
        {
            return;
        }

        if (IsMarked)
        {
            LearnParts(x, in y, weight);
            return;
        }

        ArgumentNullException.ThrowIfNull(x);
        var names = x.Space.Mark();
        Chain.Mark();
        try
        {
            LearnParts(x, in y, weight);
        }
        catch
        {
            Chain.TakeBack();
            x.TakeBack(names);
            throw;
        }

        Chain.Release();
    }

    private void LearnParts(FeatureVector x, in Target? y, double weight)
    {
        if (Chain.Learn(x, in y, weight, !LearnDuringPredict) is { } transformed)
        {
            var target = y.GetValueOrDefault();
            Teach(transformed, in target, weight);
            NoteLearned(transformed, in target, weight);
        }
    }

    /// <summary>Gives an example that was asked about as the model is to learn it, when the transformers learn nothing from it.</summary>
    /// <param name="x">The example that the last call of <see cref="Seen"/> transformed.</param>
    private protected bool IsSeenForGood(FeatureVector x) => !IsMarked && Chain.TransformedForGood(x);

    /// <summary>Keeps what a batch teaches the transformers apart, with the names that its examples bring.</summary>
    private protected SpaceMark MarkBatch(IReadOnlyList<FeatureVector> batch)
    {
        Chain.Mark();
        return batch.Count > 0 ? batch[0].Space.Mark() : default;
    }

    /// <summary>Teaches the transformers a whole batch at once.</summary>
    /// <returns>The batch as the model is to learn it.</returns>
    private protected IReadOnlyList<FeatureVector> LearnBatch(IReadOnlyList<FeatureVector> batch, Target[] targets, ReadOnlySpan<double> weights)
    {
        NoteUnknown();
        return Chain.Batches.Learn(batch, targets, weights, !LearnDuringPredict);
    }

    /// <summary>Takes back what a batch has taught the transformers.</summary>
    private protected void TakeBack(IReadOnlyList<FeatureVector> batch, SpaceMark names)
    {
        Chain.TakeBack();
        FeatureVector.TakeBack(batch, names);
    }

    /// <summary>Transforms a whole batch at once when that is another thing than the loop over its examples: when the transformers learn it on
    /// the way and the model takes one step for a batch.</summary>
    private protected bool TrySeeWhole(IReadOnlyList<FeatureVector> batch, [NotNullWhen(true)] out IReadOnlyList<FeatureVector>? transformed)
    {
        transformed = LearnDuringPredict && MiniBatch.TakesOneStep(this) ? Chain.Batches.Transform(batch, Learning.Everything) : null;
        return transformed is not null;
    }
}
