using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The root of the mean squared error, in units of the target. 0 before there is a prediction.</summary>
[Component("RMSE")]
public sealed class Rmse : LossMetric
{
    /// <inheritdoc/>
    public override string Name => "RMSE";

    /// <inheritdoc/>
    public override double Value => RootOfMean;

    private protected override double Loss(double yTrue, double yPred) => (yTrue - yPred) * (yTrue - yPred);

    private protected override double ScaledLoss(double yTrue, double yPred) =>
        Loss(Math.ScaleB(yTrue, LossMean.Scale / 2), Math.ScaleB(yPred, LossMean.Scale / 2));
}
