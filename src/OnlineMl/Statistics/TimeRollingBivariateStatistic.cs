using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic of pairs over the pairs of the last period only.</summary>
/// <remarks>Late pairs and expiry are as with <see cref="TimeRollingStatistic"/>.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingBivariateStatistic : IWeightedBivariateStatistic, ITimeAware
{
    private readonly TimeLine _line = new(columns: 3);

    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a pair counts; above 0.</param>
    public TimeRollingBivariateStatistic(IRevertibleBivariateStatistic obj, TimeSpan period)
    {
        Obj = Require.Given(obj);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Period = period;
    }

    /// <summary>The statistic that is kept over the period.</summary>
    public IRevertibleBivariateStatistic Obj { get; }

    /// <summary>How long a pair counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => _line.Time;
        set => _line.Time = value;
    }

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <summary>Takes in one pair that belongs to <see cref="Time"/>.</summary>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <summary>Takes in one pair that belongs to <see cref="Time"/>.</summary>
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

        var row = _line.Insert();
        row[0] = x;
        row[1] = y;
        row[2] = weight;
        while (_line.TryExpire(Period, out var old))
        {
            Obj.Revert(old[0], old[1], old[2]);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("line", _line);
    }
}
