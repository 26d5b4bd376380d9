using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The root of the mean squared error, in units of the target. 0 before there is a prediction.</summary>
[Component("RMSE")]
public sealed class Rmse : IRevertibleRegressionMetric
{
    private LossMean _mean;

    /// <inheritdoc/>
    public string Name => "RMSE";

    /// <inheritdoc/>
    public double Value => Math.Sqrt(Math.Max(0, _mean.Value));

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1) => _mean.Update(Loss(yTrue, yPred), weight);

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1) => _mean.Revert(Loss(yTrue, yPred), weight);

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    private static double Loss(double yTrue, double yPred) => (yTrue - yPred) * (yTrue - yPred);
}
