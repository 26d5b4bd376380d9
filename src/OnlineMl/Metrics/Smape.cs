using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The symmetric mean absolute percentage error, from 0 to 200. 0 before there is a prediction.</summary>
[Component("SMAPE")]
public sealed class Smape : LossMetric
{
    /// <inheritdoc/>
    public override string Name => "SMAPE";

    /// <inheritdoc/>
    public override double Value => 100 * Mean;

    private protected override double Loss(double yTrue, double yPred)
    {
        var whole = Math.Abs(yTrue) + Math.Abs(yPred);
        return whole < double.MaxValue / 2 ? ClassScores.Ratio(2 * Math.Abs(yTrue - yPred), whole)
            : double.IsFinite(yTrue) && double.IsFinite(yPred) ? Loss(yTrue / 4, yPred / 4)
            : double.PositiveInfinity;
    }
}
