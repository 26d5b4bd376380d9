using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A statistic or a metric of numbers over a window.</summary>
/// <remarks>The result is put together from those over parts of the window, so that it is what the component would say had it been fed with
/// just what is in the window, whatever has left. An update takes constant time on average. A component of one's own is asked to take back
/// what leaves, and is as exact as it does that.</remarks>
/// <typeparam name="T">What is kept over the window.</typeparam>
public abstract class WindowedNumbers<T> : IStateful
    where T : class, IStateful
{
    private readonly RowWindow _rows;
    private readonly PartialResults? _parts;
    private readonly TimeSpan _period;
    private readonly T _obj;
    private bool _isStale;

    private protected WindowedNumbers(T obj, int columns, int size, TimeSpan period)
    {
        _obj = Require.Given(obj, nameof(obj));
        _period = period;
        Size = size;
        _rows = new RowWindow(columns, isTimed: size == 0);
        _parts = (obj as IPartial)?.ByParts();
    }

    /// <summary>What is kept over the window.</summary>
    [Parameter("obj", "metric")]
    public T Obj
    {
        get
        {
            // Several threads may read at once: whoever finds it not stale finds the result written, and all write the same.
            if (Volatile.Read(ref _isStale))
            {
                _parts!.Show();
                Volatile.Write(ref _isStale, false);
            }

            return _obj;
        }
    }

    /// <summary>How many rows count; 0 where that depends on the time.</summary>
    private protected int Size { get; }

    /// <summary>The moment of the next row.</summary>
    private protected DateTime Moment
    {
        get => _rows.Time;
        set => _rows.Time = value;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child(Size == 0 ? "line" : "window", _rows);
        if (_parts is not null)
        {
            state.Child("parts", _parts);
        }

        if (state.IsLoading)
        {
            ReadColumns(state);
            Restore();
        }
    }

    private protected static TimeSpan RequirePeriod(TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return period;
    }

    /// <summary>Takes in a row whose numbers and weight are as they must be.</summary>
    private protected void Take(params ReadOnlySpan<double> row)
    {
        if (Size > 0)
        {
            if (_rows.Count == Size)
            {
                if (_parts is not null)
                {
                    _parts.Slide(_rows, row);
                    _isStale = true;
                    return;
                }

                DropOldest();
            }

            _rows.Add(row);
            TakeNewest(row);
            return;
        }

        if (!_rows.TryAdvance(_period))
        {
            return;
        }

        while (_rows.IsOldestOver(_period))
        {
            DropOldest();
        }

        if (_rows.Insert(row) < (_parts?.Settled ?? 0))
        {
            // It came late and belongs among those that are settled.
            _parts!.Settle(_rows, _rows.Count);
            _isStale = true;
        }
        else
        {
            TakeNewest(row);
        }
    }

    /// <summary>Lets the component take in a row.</summary>
    private protected abstract void Feed(ReadOnlySpan<double> row);

    /// <summary>Lets a component that is not put together from parts take back a row.</summary>
    private protected abstract void Revert(ReadOnlySpan<double> row);

    /// <summary>Whether a row may have been taken in; a row of a state that was tampered with may be none.</summary>
    private protected abstract bool IsPossible(ReadOnlySpan<double> row);

    /// <summary>The names of the columns in states of before, which kept each on its own.</summary>
    private protected abstract ReadOnlySpan<string> Columns { get; }

    private void TakeNewest(ReadOnlySpan<double> row)
    {
        if (_parts is null)
        {
            Feed(row);
        }
        else
        {
            _parts.Take(row);
            _isStale = true;
        }
    }

    private void DropOldest()
    {
        if (_parts is null)
        {
            Revert(_rows[0]);
        }
        else
        {
            if (_parts.Settled == 0)
            {
                _parts.Settle(_rows, _rows.Count);
            }

            _parts.Drop();
            _isStale = true;
        }

        _rows.RemoveOldest();
    }

    private void ReadColumns(StateArchive state)
    {
        if (Size == 0 || _rows.Count > 0)
        {
            return;
        }

        var columns = new NumberWindow[Columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new NumberWindow(Size);
            state.Child(Columns[i], columns[i]);
        }

        Span<double> row = stackalloc double[columns.Length];
        for (var i = 0; i < columns[0].Count; i++)
        {
            for (var j = 0; j < row.Length; j++)
            {
                // What has no weights kept none.
                row[j] = i < columns[j].Count ? columns[j][i] : 1;
            }

            _rows.Add(row);
        }
    }

    private void Restore()
    {
        while (Size == 0 && _rows.IsOldestOver(_period))
        {
            _rows.RemoveOldest();
        }

        for (var i = 0; i < _rows.Count; i++)
        {
            if (!IsPossible(_rows[i]))
            {
                throw new StateFormatException($"A window has the row [{string.Join(", ", _rows[i].ToArray())}], which cannot have been taken in.");
            }
        }

        if ((Size > 0 && _rows.Count > Size) || _parts?.Settled > _rows.Count || _parts?.Settled < -1)
        {
            throw new StateFormatException($"A window of {Size} has {_rows.Count} rows, of which {_parts?.Settled} are settled.");
        }

        if (_parts is not null)
        {
            _parts.Settle(_rows, _parts.Settled < 0 ? _rows.Count : _parts.Settled);
            _isStale = true;
        }
        else if (_obj is IRecomputable recomputable)
        {
            recomputable.Clear();
            for (var i = 0; i < _rows.Count; i++)
            {
                Feed(_rows[i]);
            }
        }
    }
}
