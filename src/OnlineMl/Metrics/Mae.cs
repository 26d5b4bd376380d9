using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean absolute error, in units of the target. 0 before there is a prediction.</summary>
/// <example><code>
/// var error = new Mae();
/// error.Update(yTrue: 3, yPred: 2.5);
/// error.Update(yTrue: -0.5, yPred: 1);
///
/// Console.WriteLine(error.Value); // 1
/// </code></example>
[Component("MAE")]
public sealed class Mae : LossMetric
{
    /// <inheritdoc/>
    public override string Name => "MAE";

    /// <inheritdoc/>
    public override double Value => Mean;

    private protected override double Loss(double yTrue, double yPred) => Math.Abs(yTrue - yPred);

    private protected override double ScaledLoss(double yTrue, double yPred) =>
        Loss(Math.ScaleB(yTrue, LossMean.Scale), Math.ScaleB(yPred, LossMean.Scale));
}
