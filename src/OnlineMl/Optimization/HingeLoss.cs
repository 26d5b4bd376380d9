using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>The distance to the margin on the right side. Its gradient counts the margin itself as too near.</summary>
[Component("Hinge")]
public sealed class HingeLoss : IBinaryLoss
{
    /// <summary>The margin: 1 for a support vector machine, 0 for the perceptron. Range (-∞, ∞), default 1.</summary>
    public double Threshold { get; init => field = Require.Finite(value); } = 1;

    /// <inheritdoc/>
    public double Value(double y, double output) => Math.Max(Threshold - (IBinaryLoss.Side(y) * output), 0);

    /// <inheritdoc/>
    public double Gradient(double y, double output)
    {
        var side = IBinaryLoss.Side(y);
        return side * output <= Threshold ? -side : 0;
    }

    /// <inheritdoc/>
    public double Update(double y, double output, double gradient, double scale, double sensitivity) =>
        -gradient * Math.Min(scale, Value(y, output) / sensitivity);
}
