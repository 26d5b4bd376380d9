using OnlineMl.Catalog;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>The share of the target's variance that the predictions explain. 0 until the weights seen exceed 1.</summary>
/// <remarks>1 is perfect, 0 is no better than the mean, and there is no lower bound.</remarks>
[Component("R2")]
public sealed class R2 : IRevertibleRegressionMetric
{
    private readonly Var _target = new() { Ddof = 0 };
    private LossMean _residual;

    /// <inheritdoc/>
    public string Name => "R2";

    /// <inheritdoc/>
    public double Value => _target.TotalWeight > 1 && _target.Value > 0 ? 1 - _residual.Value / _target.Value : 0;

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        _target.Update(yTrue, weight);
        _residual.Update((yTrue - yPred) * (yTrue - yPred), weight);
    }

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1)
    {
        _target.Revert(yTrue, weight);
        _residual.Revert((yTrue - yPred) * (yTrue - yPred), weight);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("target", _target);
        _residual.Describe(state);
    }
}
