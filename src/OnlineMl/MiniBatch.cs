using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl;

/// <summary>Learning from and predicting batches of examples, with any model.</summary>
/// <remarks>A batch is the loop over its examples: the same state, the same predictions, bit for bit. The exceptions are models
/// for which a batch has a meaning of its own, <see cref="IMiniBatchRegressor"/> and <see cref="IMiniBatchClassifier"/>: linear
/// and logistic regression take one step along the mean gradient of the batch, and in a pipeline in front of them each
/// transformer learns the whole batch before it transforms any of it.
/// <example><code>
/// IRegressor model = new LinearRegression();
/// model.LearnMany(batch, [1.5, 2.0, 2.5]); // one step
/// model.PredictMany(batch, predictions);
/// </code></example></remarks>
public static class MiniBatch
{
    /// <summary>Learns from a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="targets">A target per example; finite.</param>
    /// <param name="weights">How much each example counts, at least 0; nothing when each counts 1.</param>
    /// <exception cref="ArgumentException">There are not as many targets or weights as examples.</exception>
    public static void LearnMany(
        this IRegressor model, IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is IMiniBatchRegressor whole)
        {
            whole.LearnMany(batch, targets, weights);
            return;
        }

        CheckTargets(batch, targets.Length, weights.Length);
        LearnEach(model, batch, targets, weights);
    }

    /// <summary>Learns from a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="labels">A class per example.</param>
    /// <param name="weights">How much each example counts, at least 0; nothing when each counts 1.</param>
    /// <exception cref="ArgumentException">There are not as many classes or weights as examples.</exception>
    public static void LearnMany(
        this IClassifier model, IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Label> labels, ReadOnlySpan<double> weights = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is IMiniBatchClassifier whole)
        {
            whole.LearnMany(batch, labels, weights);
            return;
        }

        CheckTargets(batch, labels.Length, weights.Length);
        LearnEach(model, batch, labels, weights);
    }

    /// <summary>Predicts a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="predictions">Receives a prediction per example.</param>
    /// <exception cref="ArgumentException">There are not as many places for predictions as examples.</exception>
    public static void PredictMany(this IRegressor model, IReadOnlyList<FeatureVector> batch, Span<double> predictions)
    {
        ArgumentNullException.ThrowIfNull(model);
        CheckPlaces(batch, predictions.Length);
        if (model is RegressorPipeline pipeline)
        {
            pipeline.PredictWhole(batch, predictions);
            return;
        }

        PredictEach(model, batch, predictions);
    }

    /// <summary>Writes the known classes and their probabilities for each example of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="probabilities">Receives the probabilities; a place per example, which is overwritten.</param>
    /// <exception cref="ArgumentException">There are not as many places for predictions as examples.</exception>
    public static void PredictProbabilitiesMany(this IClassifier model, IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Probabilities> probabilities)
    {
        ArgumentNullException.ThrowIfNull(model);
        CheckPlaces(batch, probabilities.Length);
        if (model is ClassifierPipeline pipeline)
        {
            pipeline.PredictWhole(batch, probabilities);
            return;
        }

        PredictEach(model, batch, probabilities);
    }

    /// <summary>Whether a batch is one step to a model, and not the loop.</summary>
    internal static bool TakesOneStep(IStateful model) => model is Pipeline pipeline
        ? !pipeline.HasGate && pipeline.Last is { } last && TakesOneStep(last)
        : model is IMiniBatchRegressor or IMiniBatchClassifier;

    /// <summary>The examples of a batch that count: one of weight 0 is as good as absent.</summary>
    internal static (IReadOnlyList<FeatureVector> Batch, T[] Targets, double[] Weights) Counting<T>(
        IReadOnlyList<FeatureVector> batch, ReadOnlySpan<T> targets, ReadOnlySpan<double> weights)
    {
        List<FeatureVector> examples = [];
        List<T> theirs = [];
        List<double> counts = [];
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] != 0)
            {
                examples.Add(batch[i]);
                theirs.Add(targets[i]);
                counts.Add(weights[i]);
            }
        }

        return (examples, [.. theirs], [.. counts]);
    }

    internal static void LearnEach(IRegressor model, IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            model.Learn(batch[i], targets[i], weights.IsEmpty ? 1 : weights[i]);
        }
    }

    internal static void LearnEach(IClassifier model, IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Label> labels, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            model.Learn(batch[i], labels[i], weights.IsEmpty ? 1 : weights[i]);
        }
    }

    internal static void PredictEach(IRegressor model, IReadOnlyList<FeatureVector> batch, Span<double> predictions)
    {
        for (var i = 0; i < predictions.Length; i++)
        {
            predictions[i] = model.Predict(batch[i]);
        }
    }

    internal static void PredictEach(IClassifier model, IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Probabilities> probabilities)
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i].Clear();
            model.PredictProbabilities(batch[i], probabilities[i]);
        }
    }

    internal static void CheckTargets(IReadOnlyList<FeatureVector> batch, int targets, int weights)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (targets != batch.Count)
        {
            throw new ArgumentException($"There are {targets} targets for {batch.Count} examples.", nameof(batch));
        }

        if (weights != 0 && weights != batch.Count)
        {
            throw new ArgumentException($"There are {weights} weights for {batch.Count} examples.", nameof(batch));
        }
    }

    internal static void CheckPlaces(IReadOnlyList<FeatureVector> batch, int places)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (places != batch.Count)
        {
            throw new ArgumentException($"There are {places} places for the predictions of {batch.Count} examples.", nameof(batch));
        }
    }
}
