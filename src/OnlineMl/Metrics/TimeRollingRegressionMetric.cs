using OnlineMl.Catalog;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>Any metric of numbers over the predictions of the last period only.</summary>
/// <remarks>What is <see cref="TimeRolling{T}.Period"/> old or older is taken back as soon as something newer comes. A prediction that comes
/// late is taken in at its place; nothing expires then. Memory grows with the predictions in the period.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingRegressionMetric : TimeRolling<IRevertibleRegressionMetric>, IRegressionMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a prediction counts; above 0.</param>
    public TimeRollingRegressionMetric(IRevertibleRegressionMetric obj, TimeSpan period)
        : base(obj, period, columns: 3)
    {
    }

    /// <inheritdoc/>
    public string Name => $"TimeRolling({Obj.Name}, {Period:c})";

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    /// <summary>Takes in one prediction that belongs to <see cref="TimeRolling{T}.Time"/>.</summary>
    /// <param name="yTrue">The target.</param>
    /// <param name="yPred">The prediction.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        Obj.Update(yTrue, yPred, weight);
        Remember(yTrue, yPred, weight);
    }

    private protected override void Revert(ReadOnlySpan<double> row) => Obj.Revert(row[0], row[1], row[2]);
}
