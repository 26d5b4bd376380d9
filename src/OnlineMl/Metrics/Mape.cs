using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean absolute percentage error. Targets of 0 count as predicted without error.</summary>
/// <remarks>A target that is nearly 0 makes it as large as it says, which may be infinite.</remarks>
[Component("MAPE")]
public sealed class Mape : LossMetric
{
    /// <inheritdoc/>
    public override string Name => "MAPE";

    /// <inheritdoc/>
    public override double Value => 100 * Mean;

    private protected override double Loss(double yTrue, double yPred)
    {
        if (yTrue == 0 && double.IsFinite(yPred))
        {
            return 0;
        }

        // The difference of two numbers need not be one.
        var loss = Math.Abs((yTrue - yPred) / yTrue);
        return double.IsFinite(loss) ? loss : Math.Abs(1 - (yPred / yTrue));
    }

    private protected override double ScaledLoss(double yTrue, double yPred) => Math.Abs(
        (Math.ScaleB(yTrue, LossMean.Scale / 2) - Math.ScaleB(yPred, LossMean.Scale / 2)) / Math.ScaleB(yTrue, -LossMean.Scale / 2));
}
