using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>Any metric of classes over the predictions of the last period only.</summary>
/// <remarks>Late predictions and those that leave are as with <see cref="TimeRollingRegressionMetric"/>.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingClassificationMetric : WindowedClassificationMetric, ITimeAware
{
    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a prediction counts; above 0.</param>
    public TimeRollingClassificationMetric(IRevertibleClassificationMetric obj, TimeSpan period)
        : base(obj, 0, period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Period = period;
    }

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
