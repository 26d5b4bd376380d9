using OnlineMl.Mixing;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>The mean of minus the logarithm of the probability given to the class that came true. 0 before there is a prediction.</summary>
/// <remarks>A probability that is no number loses infinitely: the metric is infinite from then on, and over a window until it has left.</remarks>
public abstract class LogarithmicLossMetric : IRevertibleClassificationMetric, IPartial, IMergeable
{
    private protected const double Least = 1e-15;

    private LossMean _mean;

    private protected LogarithmicLossMetric()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public double Value => _mean.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (TryGetLoss(yTrue, yPred, out var loss))
        {
            Add(loss, weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Add(CertainLoss(yTrue, yPred), weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (TryGetLoss(yTrue, yPred, out var loss) && Require.Weight(weight))
        {
            _mean.Revert(loss, double.PositiveInfinity, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone && Require.Weight(weight))
        {
            _mean.Revert(CertainLoss(yTrue, yPred), double.PositiveInfinity, weight);
        }
    }

    PartialResults IPartial.ByParts() => new FoldedResults<LossMean, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        var origin = _mean;
        for (var share = 0; share < shares.Count; share++)
        {
            _mean.MergeSince(in origin, in shares.Get<LogarithmicLossMetric>(share)._mean);
        }
    }

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    /// <summary>The loss of a prediction that was taken in.</summary>
    internal double LossOf(ClassificationRecord record)
    {
        if (!record.HasProbabilities)
        {
            return CertainLoss(record.YTrue, record.YPred);
        }

        TryGetLoss(record.YTrue, record.Probabilities, out var loss);
        return loss;
    }

    /// <summary>The loss of a class that was predicted with certainty.</summary>
    private protected abstract double CertainLoss(Label yTrue, Label yPred);

    /// <summary>The loss of a prediction; false when it lists no class.</summary>
    private protected abstract bool TryGetLoss(Label yTrue, Probabilities yPred, out double loss);

    private void Add(double loss, double weight)
    {
        if (!_mean.TryUpdate(loss, weight) && Require.Weight(weight))
        {
            _mean.Update(loss, double.PositiveInfinity, weight);
        }
    }

    private readonly struct Fold(LogarithmicLossMetric metric) : IFold<LossMean>
    {
        public void Take(ref LossMean result, ReadOnlySpan<double> row)
        {
            if (!result.TryUpdate(row[0], row[1]))
            {
                result = LossMean.With(result, row[0], double.PositiveInfinity, row[1]);
            }
        }

        public void Merge(ref LossMean result, in LossMean other) => result.Merge(in other);

        public void Show(in LossMean result) => metric._mean = result;
    }
}
