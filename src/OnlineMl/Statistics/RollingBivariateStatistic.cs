using OnlineMl.Catalog;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic of pairs over the last pairs only.</summary>
/// <remarks>Exact as with <see cref="RollingStatistic"/>. Memory grows with the window.</remarks>
[Component("Rolling")]
public sealed class RollingBivariateStatistic : WindowedBivariateStatistic, ISized
{
    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many pairs count. Range [1, ∞).</param>
    public RollingBivariateStatistic(IRevertibleBivariateStatistic obj, int windowSize)
        : base(obj, Require.Positive(windowSize), default)
    {
    }

    /// <summary>How many pairs count. Range [1, ∞).</summary>
    public int WindowSize => Size;

    double ISized.EstimateBytes(int classes) => (WindowSize * 2 * ComponentSize.PerNumber) + ComponentSize.Of(Obj, classes);
}
