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
            ref readonly var target = ref Nullable.GetValueRefOrDefaultRef(in y);
            Teach(transformed, in target, weight);
            NoteLearned(transformed, in target, weight);
        }
    }

    /// <summary>Gives an example that was asked about as the model is to learn it, when the transformers learn nothing from it.</summary>
    /// <param name="x">The example that the last call of <see cref="Seen"/> transformed.</param>
    private protected bool IsSeenForGood(FeatureVector x) => !IsMarked && Chain.TransformedForGood(x);

    /// <summary>Teaches a batch in one step, for which each transformer learns the whole batch before it transforms any of it. When one of the
    /// parts refuses it, all are as they were.</summary>
    /// <param name="batch">The examples; those of weight 0 are as good as absent.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="weights">Their weights; nothing when each counts 1.</param>
    /// <param name="target">Makes a target of one.</param>
    /// <param name="step">Teaches the model the transformed batch.</param>
    private protected void LearnAtOnce<T>(
        IReadOnlyList<FeatureVector> batch, ReadOnlySpan<T> targets, ReadOnlySpan<double> weights, Converter<T, Target> target, BatchStep<T> step)
    {
        if (weights.Contains(0))
        {
            (batch, targets, weights) = MiniBatch.Counting(batch, targets, weights);
        }

        Chain.Mark();
        var names = batch.Count > 0 ? batch[0].Space.Mark() : default;
        try
        {
            NoteUnknown();
            step(Chain.Batches.Learn(batch, Array.ConvertAll(targets.ToArray(), target), weights, !LearnDuringPredict), targets, weights);
        }
        catch
        {
            Chain.TakeBack();
            FeatureVector.TakeBack(batch, names);
            throw;
        }

        Chain.Release();
    }

    /// <summary>Transforms a whole batch at once when that is another thing than the loop over its examples: when the transformers learn it on
    /// the way and the model takes one step for a batch.</summary>
    private protected bool TrySeeWhole(IReadOnlyList<FeatureVector> batch, [NotNullWhen(true)] out IReadOnlyList<FeatureVector>? transformed)
    {
        transformed = LearnDuringPredict && MiniBatch.TakesOneStep(this) ? Chain.Batches.Transform(batch, Learning.Everything) : null;
        return transformed is not null;
    }

    /// <summary>Teaches a model a batch.</summary>
    private protected delegate void BatchStep<T>(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<T> targets, ReadOnlySpan<double> weights);
}
