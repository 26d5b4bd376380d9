using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Something revertible over what belongs to the last period only.</summary>
/// <typeparam name="T">What is kept over the period.</typeparam>
public abstract class TimeRolling<T> : IStateful, ITimeAware
    where T : class, IStateful
{
    private readonly TimeLine _line;

    private protected TimeRolling(T obj, TimeSpan period, int columns)
    {
        Obj = Require.Given(obj, nameof(obj));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Period = period;
        _line = new TimeLine(columns);
    }

    /// <summary>What is kept over the period.</summary>
    [Parameter("obj", "metric")]
    public T Obj { get; }

    /// <summary>How long an update counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => _line.Time;
        set => _line.Time = value;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("line", _line);
    }

    /// <summary>Remembers what was just taken in, and takes back what expires by it.</summary>
    private protected void Remember(params ReadOnlySpan<double> row)
    {
        row.CopyTo(_line.Insert());
        while (_line.TryExpire(Period, out var old))
        {
            Revert(old);
        }
    }

    private protected abstract void Revert(ReadOnlySpan<double> row);
}
