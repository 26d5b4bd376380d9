using System.Runtime.CompilerServices;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Rows of numbers from the oldest to the newest, in the order of their time where they have one.</summary>
internal sealed class RowWindow(int columns, bool isTimed) : IStateful
{
    private double[] _rows = [];
    private long[] _ticks = [];
    private int _oldest;
    private int _count;
    private int _mask = -1;
    private long _time;
    private long _latest = -1;

    public int Count => _count;

    /// <summary>The moment of the next row.</summary>
    public DateTime Time
    {
        get => new(_time);
        set => _time = value.Ticks;
    }

    /// <summary>How many numbers a row has.</summary>
    public int Columns => columns;

    /// <summary>A row by its age, 0 being the oldest.</summary>
    public Span<double> this[int index] => _rows.AsSpan(((_oldest + index) & _mask) * columns, columns);

    /// <summary>Adds a row as the newest.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        if (_count > _mask)
        {
            Grow();
        }

        Write(_count++, row);
    }

    /// <summary>Adds a row as the newest and lets the oldest go.</summary>
    public void Slide(ReadOnlySpan<double> row)
    {
        Write(_count, row);
        _oldest = (_oldest + 1) & _mask;
    }

    /// <summary>The oldest rows, those that come first in two parts.</summary>
    public void Oldest(int count, out ReadOnlySpan<double> older, out ReadOnlySpan<double> newer)
    {
        var first = Math.Min(count, _mask + 1 - _oldest);
        older = _rows.AsSpan(_oldest * columns, first * columns);
        newer = _rows.AsSpan(0, (count - first) * columns);
    }

    /// <summary>Adds a row of the current time behind the last one that is not newer, and returns where that is.</summary>
    public int Insert(ReadOnlySpan<double> row)
    {
        if (_count > _mask)
        {
            Grow();
        }

        var index = _count++;
        for (; index > 0 && TicksOf(index - 1) > _time; index--)
        {
            this[index - 1].CopyTo(this[index]);
            TicksOf(index) = TicksOf(index - 1);
        }

        row.CopyTo(this[index]);
        TicksOf(index) = _time;
        return index;
    }

    /// <summary>Lets time go on if the current moment is the latest; false where it lies a period before the latest, or more.</summary>
    public bool TryAdvance(TimeSpan period)
    {
        _latest = Math.Max(_latest, _time);
        return !IsOver(_time, period);
    }

    /// <summary>Whether the oldest row is a period older than the latest moment, or more.</summary>
    public bool IsOldestOver(TimeSpan period) => _count > 0 && IsOver(TicksOf(0), period);

    public void RemoveOldest()
    {
        _oldest = (_oldest + 1) & _mask;
        _count--;
    }

    void IStateful.Describe(StateArchive state)
    {
        if (!state.IsLoading && _oldest != 0)
        {
            Rearrange(_mask + 1);
        }

        if (isTimed)
        {
            state.Field("ticks", ref _ticks, FieldLength.First(_count), WholeRange.AtMost(DateTime.MaxValue.Ticks));
            _count = state.IsLoading ? _ticks.Length : _count;
        }

        state.Field("rows", ref _rows, isTimed ? FieldLength.Exactly(_count, columns) : FieldLength.First(_count * columns).InRowsOf(columns), NumberRange.Any);
        if (isTimed)
        {
            state.Field("time", ref _time, WholeRange.AtMost(DateTime.MaxValue.Ticks));
            state.Field("latest", ref _latest, WholeRange.Between(-1, DateTime.MaxValue.Ticks));
        }

        if (state.IsLoading)
        {
            Restore();
        }
    }

    private bool IsOver(long ticks, TimeSpan period) => ticks <= _latest - period.Ticks;

    private ref long TicksOf(int index) => ref _ticks[(_oldest + index) & _mask];

    private void Restore()
    {
        _oldest = 0;
        _count = isTimed ? _ticks.Length : _rows.Length / columns;
        var before = long.MinValue;
        foreach (var ticks in _ticks)
        {
            if (ticks < before || ticks > _latest)
            {
                throw new StateFormatException("The rows of a window are not in the order of their time.");
            }

            before = ticks;
        }

        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_count);
        Array.Resize(ref _rows, size * columns);
        Array.Resize(ref _ticks, isTimed ? size : 0);
        _mask = size - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int index, ReadOnlySpan<double> row)
    {
        // A row is too short for a call that copies to be worth it.
        var place = this[index];
        for (var i = 0; i < place.Length; i++)
        {
            place[i] = row[i];
        }
    }

    private void Grow() => Rearrange(Math.Max(8, (_mask + 1) * 2));

    private void Rearrange(int size)
    {
        var rows = new double[size * columns];
        var ticks = new long[isTimed ? size : 0];
        for (var i = 0; i < _count; i++)
        {
            this[i].CopyTo(rows.AsSpan(i * columns, columns));
            if (isTimed)
            {
                ticks[i] = TicksOf(i);
            }
        }

        _rows = rows;
        _ticks = ticks;
        _oldest = 0;
        _mask = size - 1;
    }
}
