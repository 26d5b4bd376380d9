using OnlineMl.Catalog;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The root of the mean squared error of logarithms of one plus the number. 0 before there is a prediction.</summary>
/// <remarks>For targets above -1. A prediction that is lower counts as just above it.</remarks>
[Component("RMSLE")]
public sealed class Rmsle : IRevertibleRegressionMetric
{
    private LossMean _mean;

    /// <inheritdoc/>
    public string Name => "RMSLE";

    /// <inheritdoc/>
    public double Value => Math.Sqrt(Math.Max(0, _mean.Value));

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1) => _mean.Update(Loss(yTrue, yPred), weight);

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1) => _mean.Revert(Loss(yTrue, yPred), weight);

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    private static double Loss(double yTrue, double yPred)
    {
        var difference = Logarithm(yPred) - Logarithm(yTrue);
        return difference * difference;
    }

    private static double Logarithm(double y) => Elementary.Log(Math.Max(1e-15, 1 + y));
}
