using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a classifier behind them.</summary>
public sealed class ClassifierPipeline : ModelPipeline<IClassifier>, IMiniBatchClassifier
{
    internal ClassifierPipeline(ReadOnlySpan<ITransformer> transformers, IClassifier model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => Model.Predict(Seen(x));

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities) => Model.PredictProbabilities(Seen(x), probabilities);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (Require.Class(y, weight))
        {
            LearnWhole(x, y, weight);
        }
    }

    /// <inheritdoc/>
    public void PredictThenLearn(FeatureVector x, Label y, Probabilities probabilities, double weight = 1)
    {
        var seen = Seen(x);
        if (IsSeenForGood(x))
        {
            NoteUnknown();
            Model.PredictThenLearn(seen, y, probabilities, weight);
            return;
        }

        Model.PredictProbabilities(seen, probabilities);
        Learn(x, y, weight);
    }

    /// <summary>Learns from a batch: one step, for which each transformer learns the whole batch before it transforms any of it,
    /// when the model takes one step for a batch; else the loop.</summary>
    /// <inheritdoc/>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Label> labels, ReadOnlySpan<double> weights = default)
    {
        MiniBatch.CheckTargets(batch, labels.Length, weights.Length);
        if (MiniBatch.TakesOneStep(this))
        {
            LearnAtOnce(batch, labels, weights, y => y, Model.LearnMany);
        }
        else
        {
            MiniBatch.LearnEach(this, batch, labels, weights);
        }
    }

    internal void PredictWhole(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Probabilities> probabilities)
    {
        if (TrySeeWhole(batch, out var transformed))
        {
            Model.PredictProbabilitiesMany(transformed, probabilities);
        }
        else
        {
            MiniBatch.PredictEach(this, batch, probabilities);
        }
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, y.Label, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new ClassifierPipeline(transformers, (IClassifier)last!, LearnDuringPredict);
}
