namespace OnlineMl.Optimization;

/// <summary>A loss whose target is a number.</summary>
public interface IRegressionLoss : ILoss
{
    /// <inheritdoc/>
    double ILoss.Mean(double output) => output;

    /// <summary>An update along a gradient that stays the same until the output meets the target.</summary>
    internal static double StraightUpdate(double y, double output, double gradient, double scale, double sensitivity) =>
        Math.CopySign(Math.Min(Math.Abs(gradient) * scale, Math.Abs(y - output) / sensitivity), -gradient);
}
