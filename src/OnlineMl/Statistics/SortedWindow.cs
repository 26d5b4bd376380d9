using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The last so many numbers, in ascending order.</summary>
/// <remarks>A step moves the numbers between the one that leaves and the one that comes: fast for windows of thousands.</remarks>
internal sealed class SortedWindow(int size) : IStateful
{
    private readonly NumberWindow _recent = new(size);
    private double[] _sorted = [];
    private int _count;

    public ReadOnlySpan<double> Sorted => _sorted.AsSpan(0, _count);

    public void Push(double x)
    {
        // Adding 0 turns -0 into 0, which is the same number and would be found in either's place.
        x = Require.Finite(x, nameof(x)) + 0.0;
        if (_recent.IsFull)
        {
            Replace(_recent.Oldest, x);
        }
        else
        {
            Insert(x);
        }

        _recent.Push(x);
    }

    /// <summary>A quantile, by linear interpolation; NaN when the window is empty.</summary>
    public double Quantile(double q)
    {
        if (_count == 0)
        {
            return double.NaN;
        }

        var position = q * (_count - 1);
        var lower = (int)position;
        var upper = Math.Min(lower + 1, _count - 1);
        return _sorted[lower] + (position - lower) * (_sorted[upper] - _sorted[lower]);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("recent", _recent);
        if (state.IsLoading)
        {
            _count = _recent.Count;
            _sorted = new double[_count];
            for (var i = 0; i < _count; i++)
            {
                _sorted[i] = _recent[i];
            }

            Array.Sort(_sorted);
        }
    }

    private void Insert(double x)
    {
        if (_count == _sorted.Length)
        {
            Array.Resize(ref _sorted, (int)Math.Min(size, Math.Max(8, _count * 2L)));
        }

        var position = PositionOf(x);
        Array.Copy(_sorted, position, _sorted, position + 1, _count - position);
        _sorted[position] = x;
        _count++;
    }

    private void Replace(double old, double x)
    {
        var from = PositionOf(old);
        var to = PositionOf(x);
        if (to <= from)
        {
            Array.Copy(_sorted, to, _sorted, to + 1, from - to);
        }
        else
        {
            to--;
            Array.Copy(_sorted, from + 1, _sorted, from, to - from);
        }

        _sorted[to] = x;
    }

    private int PositionOf(double x)
    {
        var position = Sorted.BinarySearch(x);
        return position < 0 ? ~position : position;
    }
}
