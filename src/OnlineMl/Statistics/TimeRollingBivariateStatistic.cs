using OnlineMl.Catalog;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic of pairs over the pairs of the last period only.</summary>
/// <remarks>Late pairs and those that leave are as with <see cref="TimeRollingStatistic"/>.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingBivariateStatistic : WindowedBivariateStatistic, ITimeAware
{
    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a pair counts; above 0.</param>
    public TimeRollingBivariateStatistic(IRevertibleBivariateStatistic obj, TimeSpan period)
        : base(obj, 0, RequirePeriod(period)) => Period = period;

    /// <summary>How long a pair counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => Moment;
        set => Moment = value;
    }
}
