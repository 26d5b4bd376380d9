using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>The share of the target's variance that the predictions explain. 0 until the weights seen exceed 1.</summary>
/// <remarks>1 is perfect, 0 is no better than the mean, and there is no lower bound: a prediction that is infinite or no number gives minus infinity.
/// While the target does not vary it is 1 if all predictions are right, else 0. NaN where errors and variance both exceed the largest number.</remarks>
[Component("R2")]
public sealed class R2 : IRevertibleRegressionMetric, IPartial, IMergeable
{
    private readonly Var _target = new() { Ddof = 0 };
    private LossMean _residual;

    /// <inheritdoc/>
    public string Name => "R2";

    /// <inheritdoc/>
    public double Value =>
        _target.TotalWeight <= 1 ? 0
        : _target.Value > 0 ? 1 - _residual.Value / _target.Value
        : _residual.Value == 0 ? 1 : 0;

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        if (!Require.Weight(weight))
        {
            return;
        }

        _target.Update(yTrue, weight);
        var loss = Loss(yTrue, yPred);
        if (!_residual.TryUpdate(loss, weight))
        {
            _residual.Update(loss, ScaledLoss(yTrue, yPred), weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1)
    {
        if (Require.Weight(weight))
        {
            _target.Revert(yTrue, weight);
            _residual.Revert(Loss(yTrue, yPred), ScaledLoss(yTrue, yPred), weight);
        }
    }

    PartialResults IPartial.ByParts() => new FoldedResults<Part, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        shares.Merge<R2>(_target, metric => metric._target);
        var origin = _residual;
        for (var share = 0; share < shares.Count; share++)
        {
            _residual.MergeSince(in origin, in shares.Get<R2>(share)._residual);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("target", _target);
        _residual.Describe(state);
    }

    private static double Loss(double yTrue, double yPred) => (yTrue - yPred) * (yTrue - yPred);

    private static double ScaledLoss(double yTrue, double yPred) =>
        Loss(Math.ScaleB(yTrue, LossMean.Scale / 2), Math.ScaleB(yPred, LossMean.Scale / 2));

    private struct Part
    {
        public RunningVariance Target;
        public LossMean Residual;
    }

    private readonly struct Fold(R2 metric) : IFold<Part>
    {
        public void Take(ref Part result, ReadOnlySpan<double> row)
        {
            result.Target.Update(row[0], row[2]);
            var loss = Loss(row[0], row[1]);
            if (!result.Residual.TryUpdate(loss, row[2]))
            {
                result.Residual.Update(loss, ScaledLoss(row[0], row[1]), row[2]);
            }
        }

        public void Merge(ref Part result, in Part other)
        {
            result.Target.Merge(in other.Target);
            result.Residual.Merge(in other.Residual);
        }

        public void Show(in Part result)
        {
            metric._target.Running = result.Target;
            metric._residual = result.Residual;
        }
    }
}
