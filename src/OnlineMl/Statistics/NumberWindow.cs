using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The last so many numbers. Memory grows as they come, up to the size.</summary>
internal sealed class NumberWindow(int size) : IStateful
{
    private double[] _values = [];
    private int _oldest;
    private int _count;

    public int Count => _count;

    public bool IsFull => _count == size;

    public double Oldest => _values[_oldest];

    /// <summary>A number by its age, 0 being the oldest.</summary>
    public double this[int index] => _values[(int)(((long)_oldest + index) % _count)];

    /// <summary>Takes in a number, in place of the oldest when the window is full.</summary>
    public void Push(double x)
    {
        if (_count == size)
        {
            _values[_oldest] = x;
            _oldest = _oldest + 1 == size ? 0 : _oldest + 1;
            return;
        }

        if (_count == _values.Length)
        {
            Array.Resize(ref _values, (int)Math.Min(size, Math.Max(8, _count * 2L)));
        }

        _values[_count++] = x;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("values", ref _values, FieldLength.First(_count).AtMost(size));
        state.Field("oldest", ref _oldest, WholeRange.Below(Math.Max(1, _values.Length)));
        if (state.IsLoading)
        {
            _count = _values.Length;
            if (_count < size && _oldest != 0)
            {
                throw new StateFormatException($"A window of {size} numbers has {_count}, of which number {_oldest} is the oldest.");
            }
        }
    }
}
