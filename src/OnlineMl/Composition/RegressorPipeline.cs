using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a regressor behind them.</summary>
public sealed class RegressorPipeline : ModelPipeline<IRegressor>, IMiniBatchRegressor
{
    internal RegressorPipeline(ReadOnlySpan<ITransformer> transformers, IRegressor model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => Model.Predict(Seen(x));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        LearnWhole(x, y, weight);
    }

    /// <inheritdoc/>
    public double PredictThenLearn(FeatureVector x, double y, double weight = 1)
    {
        var seen = Seen(x);
        if (IsSeenForGood(x))
        {
            NoteUnknown();
            return Model.PredictThenLearn(seen, y, weight);
        }

        var prediction = Model.Predict(seen);
        Learn(x, y, weight);
        return prediction;
    }

    /// <summary>Learns from a batch: one step, for which each transformer learns the whole batch before it transforms any of it,
    /// when the model takes one step for a batch; else the loop.</summary>
    /// <inheritdoc/>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default)
    {
        MiniBatch.CheckTargets(batch, targets.Length, weights.Length);
        if (MiniBatch.TakesOneStep(this))
        {
            LearnAtOnce(batch, targets, weights, y => y, Model.LearnMany);
        }
        else
        {
            MiniBatch.LearnEach(this, batch, targets, weights);
        }
    }

    internal void PredictWhole(IReadOnlyList<FeatureVector> batch, Span<double> predictions)
    {
        if (TrySeeWhole(batch, out var transformed))
        {
            Model.PredictMany(transformed, predictions);
        }
        else
        {
            MiniBatch.PredictEach(this, batch, predictions);
        }
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, y.Number, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new RegressorPipeline(transformers, (IRegressor)last!, LearnDuringPredict);
}
