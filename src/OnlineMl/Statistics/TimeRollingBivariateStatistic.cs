using OnlineMl.Catalog;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic of pairs over the pairs of the last period only.</summary>
/// <remarks>Late pairs and expiry are as with <see cref="TimeRollingStatistic"/>.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingBivariateStatistic : TimeRolling<IRevertibleBivariateStatistic>, IWeightedBivariateStatistic
{
    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a pair counts; above 0.</param>
    public TimeRollingBivariateStatistic(IRevertibleBivariateStatistic obj, TimeSpan period)
        : base(obj, period, columns: 3)
    {
    }

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <summary>Takes in one pair that belongs to <see cref="TimeRolling{T}.Time"/>.</summary>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <summary>Takes in one pair that belongs to <see cref="TimeRolling{T}.Time"/>.</summary>
    /// <param name="x">The first number.</param>
    /// <param name="y">The second number.</param>
    /// <param name="weight">How much the pair counts; above 0.</param>
    public void Update(double x, double y, double weight)
    {
        if (Obj is IWeightedBivariateStatistic weighted)
        {
            weighted.Update(x, y, weight);
        }
        else
        {
            Obj.Update(x, y);
        }

        Remember(x, y, weight);
    }

    private protected override void Revert(ReadOnlySpan<double> row) => Obj.Revert(row[0], row[1], row[2]);
}
