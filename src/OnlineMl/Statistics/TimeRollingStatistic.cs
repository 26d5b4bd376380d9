using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic over the numbers of the last period only.</summary>
/// <remarks>What is <see cref="Period"/> old or older is taken back as soon as something newer comes. A number that comes late
/// is taken in at its place; nothing expires then. Memory grows with the numbers in the period.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingStatistic : IWeightedStatistic, ITimeAware
{
    private readonly TimeLine _line = new(columns: 2);

    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a number counts; above 0.</param>
    public TimeRollingStatistic(IRevertibleStatistic obj, TimeSpan period)
    {
        Obj = Require.Given(obj);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Period = period;
    }

    /// <summary>The statistic that is kept over the period.</summary>
    public IRevertibleStatistic Obj { get; }

    /// <summary>How long a number counts; above 0.</summary>
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

    /// <summary>Takes in one number that belongs to a moment.</summary>
    public void Update(double x, DateTime time, double weight = 1)
    {
        Time = time;
        Update(x, weight);
    }

    /// <summary>Takes in one number that belongs to <see cref="Time"/>.</summary>
    public void Update(double x) => Update(x, 1);

    /// <summary>Takes in one number that belongs to <see cref="Time"/>.</summary>
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

        var row = _line.Insert();
        row[0] = x;
        row[1] = weight;
        while (_line.TryExpire(Period, out var old))
        {
            Obj.Revert(old[0], old[1]);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("line", _line);
    }
}
