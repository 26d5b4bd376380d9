using OnlineMl.Catalog;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic over the numbers of the last period only.</summary>
/// <remarks>What is <see cref="TimeRolling{T}.Period"/> old or older is taken back as soon as something newer comes. A number that comes late
/// is taken in at its place; nothing expires then. Memory grows with the numbers in the period.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingStatistic : TimeRolling<IRevertibleStatistic>, IWeightedStatistic
{
    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a number counts; above 0.</param>
    public TimeRollingStatistic(IRevertibleStatistic obj, TimeSpan period)
        : base(obj, period, columns: 2)
    {
    }

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <summary>Takes in one number that belongs to a moment.</summary>
    public void Update(double x, DateTime time, double weight = 1)
    {
        Time = time;
        Update(x, weight);
    }

    /// <summary>Takes in one number that belongs to <see cref="TimeRolling{T}.Time"/>.</summary>
    public void Update(double x) => Update(x, 1);

    /// <summary>Takes in one number that belongs to <see cref="TimeRolling{T}.Time"/>.</summary>
    /// <param name="x">The number.</param>
    /// <param name="weight">How much it counts; above 0.</param>
    public void Update(double x, double weight)
    {
        if (Obj is IWeightedStatistic weighted)
        {
            weighted.Update(x, weight);
        }
        else
        {
            Obj.Update(x);
        }

        Remember(x, weight);
    }

    private protected override void Revert(ReadOnlySpan<double> row) => Obj.Revert(row[0], row[1]);
}
