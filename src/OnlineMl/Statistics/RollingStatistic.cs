using OnlineMl.Catalog;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic over the last numbers only.</summary>
/// <remarks>Exactly what the statistic says of just those numbers: whatever has left leaves no trace. An update takes constant time on
/// average; memory grows with the window.</remarks>
/// <example><code>
/// var mean = new RollingStatistic(new Mean(), windowSize: 3);
/// foreach (var x in (double[])[1, 3, 5, 7])
/// {
///     mean.Update(x);
/// }
///
/// Console.WriteLine(mean.Value); // 5
/// </code></example>
[Component("Rolling")]
public sealed class RollingStatistic : WindowedStatistic, ISized
{
    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingStatistic(IRevertibleStatistic obj, int windowSize)
        : base(obj, Require.Positive(windowSize), default)
    {
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize => Size;

    double ISized.EstimateBytes(int classes) => (WindowSize * ComponentSize.PerNumber) + ComponentSize.Of(Obj, classes);
}
