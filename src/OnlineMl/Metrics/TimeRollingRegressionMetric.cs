using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>Any metric of numbers over the predictions of the last period only.</summary>
/// <remarks>Exact as with <see cref="RollingRegressionMetric"/>. What is <see cref="Period"/> old or older leaves as soon as something newer
/// comes. A prediction that comes late is taken in at its place, and not at all when it is as old as that. Memory grows with the predictions in the period.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingRegressionMetric : WindowedRegressionMetric, ITimeAware
{
    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a prediction counts; above 0.</param>
    public TimeRollingRegressionMetric(IRevertibleRegressionMetric obj, TimeSpan period)
        : base(obj, 0, RequirePeriod(period)) => Period = period;

    /// <summary>How long a prediction counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => Moment;
        set => Moment = value;
    }

    /// <inheritdoc/>
    public override string Name => $"TimeRolling({Obj.Name}, {Period:c})";
}
