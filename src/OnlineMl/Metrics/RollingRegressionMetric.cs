using System.Globalization;
using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>Any metric of numbers over the last predictions only.</summary>
/// <remarks>Exactly what the metric says of just those predictions: whatever has left leaves no trace, and an infinite error is over when it
/// has left. An update takes constant time on average; memory grows with the window.</remarks>
[Component("Rolling")]
public sealed class RollingRegressionMetric : WindowedRegressionMetric, ISized
{
    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many predictions count. Range [1, ∞).</param>
    public RollingRegressionMetric(IRevertibleRegressionMetric obj, int windowSize)
        : base(obj, Require.Positive(windowSize), default)
    {
    }

    /// <summary>How many predictions count. Range [1, ∞).</summary>
    public int WindowSize => Size;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"Rolling({Obj.Name}, {WindowSize})");

    double ISized.EstimateBytes(int classes) => (WindowSize * ComponentSize.PerNumber) + ComponentSize.Of(Obj, classes);
}
