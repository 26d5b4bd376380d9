using OnlineMl.Mixing;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>A metric of numbers that is a mean of what each prediction loses. 0 before there is a prediction.</summary>
/// <remarks>A prediction that is infinite or no number loses infinitely, and so does one whose loss is: the metric is infinite from then
/// on, and over a window until it has left. Everything else is kept apart from it and stays right. Taking predictions back loses digits when they lose far more than what is left;
/// <see cref="RollingRegressionMetric"/> takes nothing back.</remarks>
public abstract class LossMetric : IRevertibleRegressionMetric, IPartial, IMergeable
{
    private LossMean _mean;

    private protected LossMetric()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract double Value { get; }

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <summary>The mean loss.</summary>
    private protected double Mean => _mean.Value;

    /// <summary>The root of the mean loss.</summary>
    private protected double RootOfMean => _mean.Root;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        if (!_mean.TryUpdate(Loss(yTrue, yPred), weight))
        {
            Require.Finite(yTrue, nameof(yTrue));
            if (Require.Weight(weight))
            {
                _mean.Update(Loss(yTrue, yPred), ScaledLoss(yTrue, yPred), weight);
            }
        }
    }

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1)
    {
        Require.Finite(yTrue, nameof(yTrue));
        if (Require.Weight(weight))
        {
            _mean.Revert(Loss(yTrue, yPred), ScaledLoss(yTrue, yPred), weight);
        }
    }

    PartialResults IPartial.ByParts() => new FoldedResults<LossMean, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        var origin = _mean;
        for (var share = 0; share < shares.Count; share++)
        {
            _mean.MergeSince(in origin, in shares.Get<LossMetric>(share)._mean);
        }
    }

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    /// <summary>What a prediction loses; infinite or no number where a number is or it is too much. No target but a finite one loses finitely.</summary>
    private protected abstract double Loss(double yTrue, double yPred);

    /// <summary>2^<see cref="LossMean.Scale"/> times that, for losses that are too large to be numbers.</summary>
    private protected virtual double ScaledLoss(double yTrue, double yPred) => double.PositiveInfinity;

    private readonly struct Fold(LossMetric metric) : IFold<LossMean>
    {
        public void Take(ref LossMean result, ReadOnlySpan<double> row)
        {
            var loss = metric.Loss(row[0], row[1]);
            if (!result.TryUpdate(loss, row[2]))
            {
                result = LossMean.With(result, loss, metric.ScaledLoss(row[0], row[1]), row[2]);
            }
        }

        public void Merge(ref LossMean result, in LossMean other) => result.Merge(in other);

        public void Show(in LossMean result) => metric._mean = result;
    }
}
