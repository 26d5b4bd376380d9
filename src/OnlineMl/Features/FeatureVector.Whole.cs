namespace OnlineMl.Features;

/// <content>Whole numbers that a double cannot hold.</content>
public sealed partial class FeatureVector
{
    // By position; empty while every number is exact, which is nearly always.
    private long[] _rests = [];
    private int _restCount;

    /// <summary>What the whole number at a position is more than the double there; 0 when the double is exact.</summary>
    internal long RestAt(int position) => _restCount > 0 && (uint)position < (uint)_rests.Length ? _rests[position] : 0;

    /// <summary>The value at a position as a category: a text, or a number with all its digits.</summary>
    internal FeatureValue CategoryAt(int position) =>
        TextAt(position) is { } text ? new FeatureValue(text) : new FeatureValue(_numbers[position], RestAt(position));

    /// <summary>Adds a whole number as the nearest double and what it is more.</summary>
    internal void Add(int id, double number, long rest)
    {
        Add(id, number);
        if (rest != 0)
        {
            SetRest(_count - 1, rest);
        }
    }

    private void SetRest(int position, long rest)
    {
        if (_rests.Length < _ids.Length)
        {
            Array.Resize(ref _rests, _ids.Length);
        }

        _rests[position] = rest;
        _restCount++;
    }

    private void ClearRests()
    {
        if (_restCount > 0)
        {
            Array.Clear(_rests);
            _restCount = 0;
        }
    }
}
