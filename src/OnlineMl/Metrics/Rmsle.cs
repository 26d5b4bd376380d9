using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Metrics;

/// <summary>The root of the mean squared error of logarithms of one plus the number. 0 before there is a prediction.</summary>
/// <remarks>For targets above -1. A prediction that is lower counts as just above it.</remarks>
[Component("RMSLE")]
public sealed class Rmsle : LossMetric
{
    /// <inheritdoc/>
    public override string Name => "RMSLE";

    /// <inheritdoc/>
    public override double Value => RootOfMean;

    private protected override double Loss(double yTrue, double yPred)
    {
        var difference = Logarithm(yPred) - Logarithm(yTrue);
        return double.IsFinite(yTrue) && double.IsFinite(yPred) ? difference * difference : double.PositiveInfinity;
    }

    private static double Logarithm(double y) => Elementary.Log(Math.Max(1e-15, 1 + y));
}
