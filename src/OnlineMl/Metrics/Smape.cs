using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The symmetric mean absolute percentage error, from 0 to 200. 0 before there is a prediction.</summary>
[Component("SMAPE")]
public sealed class Smape : IRevertibleRegressionMetric
{
    private LossMean _mean;

    /// <inheritdoc/>
    public string Name => "SMAPE";

    /// <inheritdoc/>
    public double Value => 100 * _mean.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1) => _mean.Update(Loss(yTrue, yPred), weight);

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1) => _mean.Revert(Loss(yTrue, yPred), weight);

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    private static double Loss(double yTrue, double yPred) =>
        ClassScores.Ratio(2 * Math.Abs(yTrue - yPred), Math.Abs(yTrue) + Math.Abs(yPred));
}
