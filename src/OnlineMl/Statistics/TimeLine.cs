using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Rows of numbers in order of time, of which the oldest expire.</summary>
internal sealed class TimeLine(int columns) : IStateful
{
    private long[] _ticks = [];
    private double[] _rows = [];
    private int _oldest;
    private int _end;
    private long _time;
    private long _latest = -1;
    private bool _expiring;

    /// <summary>The moment of the next row.</summary>
    public DateTime Time
    {
        get => new(_time);
        set => _time = value.Ticks;
    }

    /// <summary>Makes room for a row at the current time, to be filled in.</summary>
    public Span<double> Insert()
    {
        if (_end == _ticks.Length)
        {
            MakeRoom();
        }

        var position = _end;
        while (position > _oldest && _ticks[position - 1] > _time)
        {
            position--;
        }

        Array.Copy(_ticks, position, _ticks, position + 1, _end - position);
        Array.Copy(_rows, position * columns, _rows, (position + 1) * columns, (_end - position) * columns);
        _ticks[position] = _time;
        _end++;
        _expiring = _time > _latest;
        _latest = Math.Max(_latest, _time);
        return _rows.AsSpan(position * columns, columns);
    }

    /// <summary>Removes the oldest row if it is at least a period older than the row just inserted, which must be the newest.</summary>
    public bool TryExpire(TimeSpan period, out ReadOnlySpan<double> row)
    {
        if (!_expiring || _oldest == _end || _ticks[_oldest] > _latest - period.Ticks)
        {
            row = default;
            return false;
        }

        row = _rows.AsSpan(_oldest * columns, columns);
        _oldest++;
        return true;
    }

    void IStateful.Describe(StateArchive state)
    {
        if (!state.IsLoading)
        {
            Compact();
        }

        state.Field("ticks", ref _ticks, FieldLength.First(_end));
        _end = state.IsLoading ? _ticks.Length : _end;
        state.Field("rows", ref _rows, FieldLength.Exactly(_end, columns));
        state.Field("time", ref _time);
        state.Field("latest", ref _latest, WholeRange.AtLeast(-1));
        if (state.IsLoading)
        {
            _oldest = 0;
        }
    }

    private void MakeRoom()
    {
        if (_oldest > _ticks.Length / 2)
        {
            Compact();
            return;
        }

        var size = Math.Max(16, _ticks.Length * 2);
        Array.Resize(ref _ticks, size);
        Array.Resize(ref _rows, size * columns);
    }

    private void Compact()
    {
        var count = _end - _oldest;
        Array.Copy(_ticks, _oldest, _ticks, 0, count);
        Array.Copy(_rows, _oldest * columns, _rows, 0, count * columns);
        _oldest = 0;
        _end = count;
    }
}
