using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest of the last so many numbers, in constant time on average.</summary>
/// <remarks>A queue of the numbers that are larger than everything after them; its front is the largest.</remarks>
internal sealed class ExtremeWindow(int size) : IStateful
{
    private double[] _values = new double[8];
    private long[] _arrivals = new long[8];
    private int _front;
    private int _count;
    private long _seen;

    /// <summary>The largest number, or NaN when there is none.</summary>
    public double Largest => _count == 0 ? double.NaN : _values[_front];

    public void Push(double x)
    {
        Require.Finite(x, nameof(x));
        var mask = _values.Length - 1;
        while (_count > 0 && _values[(_front + _count - 1) & mask] <= x)
        {
            _count--;
        }

        if (_count > 0 && _arrivals[_front] <= _seen - size)
        {
            _front = (_front + 1) & mask;
            _count--;
        }

        if (_count == _values.Length)
        {
            Grow();
            mask = _values.Length - 1;
        }

        var back = (_front + _count++) & mask;
        _values[back] = x;
        _arrivals[back] = _seen++;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("values", ref _values, FieldLength.Any.AtLeast(8));
        state.Field("arrivals", ref _arrivals, _values.Length);
        state.Field("front", ref _front, WholeRange.Below(_values.Length));
        state.Field("count", ref _count, WholeRange.AtMost(_values.Length));
        state.Field("seen", ref _seen);
        if (state.IsLoading && !System.Numerics.BitOperations.IsPow2(_values.Length))
        {
            throw new StateFormatException($"A queue of extremes has {_values.Length} places, which is no power of two.");
        }
    }

    private void Grow()
    {
        var values = new double[_values.Length * 2];
        var arrivals = new long[_values.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            var from = (_front + i) & (_values.Length - 1);
            values[i] = _values[from];
            arrivals[i] = _arrivals[from];
        }

        _values = values;
        _arrivals = arrivals;
        _front = 0;
    }
}
