using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean squared error, in squared units of the target. 0 before there is a prediction.</summary>
[Component("MSE")]
public sealed class Mse : LossMetric
{
    /// <inheritdoc/>
    public override string Name => "MSE";

    /// <inheritdoc/>
    public override double Value => Mean;

    private protected override double Loss(double yTrue, double yPred) => (yTrue - yPred) * (yTrue - yPred);

    private protected override double ScaledLoss(double yTrue, double yPred) =>
        Loss(Math.ScaleB(yTrue, LossMean.Scale / 2), Math.ScaleB(yPred, LossMean.Scale / 2));
}
