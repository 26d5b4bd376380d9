using OnlineMl.Catalog;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic over the numbers of the last period only.</summary>
/// <remarks>Exactly what the statistic says of just those numbers. What is <see cref="Period"/> old or older leaves as soon as something newer
/// comes. A number that comes late is taken in at its place, and not at all when it is as old as that. An update takes constant time on average, unless it comes late;
/// memory grows with the numbers in the period.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingStatistic : WindowedStatistic, ITimeAware
{
    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a number counts; above 0.</param>
    public TimeRollingStatistic(IRevertibleStatistic obj, TimeSpan period)
        : base(obj, 0, RequirePeriod(period)) => Period = period;

    /// <summary>How long a number counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => Moment;
        set => Moment = value;
    }

    /// <summary>Takes in one number that belongs to a moment.</summary>
    /// <param name="x">The number; finite.</param>
    /// <param name="time">The moment, which becomes <see cref="Time"/>.</param>
    /// <param name="weight">How much it counts; finite and at least 0, which changes nothing.</param>
    public void Update(double x, DateTime time, double weight = 1)
    {
        Time = time;
        Update(x, weight);
    }
}
