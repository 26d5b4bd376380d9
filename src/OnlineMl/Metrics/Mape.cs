using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The mean absolute percentage error. Targets of 0 count as predicted without error.</summary>
[Component("MAPE")]
public sealed class Mape : IRevertibleRegressionMetric
{
    private LossMean _mean;

    /// <inheritdoc/>
    public string Name => "MAPE";

    /// <inheritdoc/>
    public double Value => 100 * _mean.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1) => _mean.Update(Loss(yTrue, yPred), weight);

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1) => _mean.Revert(Loss(yTrue, yPred), weight);

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    private static double Loss(double yTrue, double yPred) => yTrue == 0 ? 0 : Math.Abs((yTrue - yPred) / yTrue);
}
