using OnlineMl.Catalog;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>Adaptive windowing: keeps a window that grows while the mean is stable and sheds its oldest part when the means
/// of its older and newer parts differ more than chance explains.</summary>
/// <remarks>Bifet and Gavaldà, SDM 2007. The window is summed up in buckets of 1, 2, 4, … values, so that memory and the cost
/// of a check grow with the logarithm of its length. The update after a detection starts with an empty window.
/// <example><code>
/// var detector = new Adwin { Delta = 0.01 };
/// for (var i = 0; i &lt; 1000; i++) detector.Update(i &lt; 500 ? 0 : 1);
/// </code></example></remarks>
[Component("ADWIN")]
public sealed class Adwin : IDriftDetector
{
    private const int FirstRows = 8;

    // A bucket of row 64 would hold 2^64 values, more than ever come.
    private const int MostRows = 64;

    // Row r holds up to MaxBuckets + 1 buckets of 2^r values each, oldest first.
    private double[] _totals = [];
    private double[] _variances = [];
    private int[] _bucketsInRow = [0];
    private int _rows = 1;
    private double _total;
    private double _variance;
    private double _width;
    private int _tick;
    private int _detections;
    private bool _drift;

    /// <summary>The chance of a false alarm that a check may take. Range (0, 1), default 0.002.</summary>
    public double Delta { get; init => field = Require.StrictlyBetween(value, 0, 1); } = 0.002;

    /// <summary>How many updates pass between checks. Range [1, ∞), default 32.</summary>
    public int Clock { get; init => field = Require.Positive(value); } = 32;

    /// <summary>How many buckets of one size are kept before two are merged. Range [2, 1024], default 5.</summary>
    public int MaxBuckets { get; init => field = Require.Between(value, 2, 1024); } = 5;

    /// <summary>The fewest values either side of a cut may have. Range [1, ∞), default 5.</summary>
    public int MinWindowLength { get; init => field = Require.Positive(value); } = 5;

    /// <summary>No check is made before the window holds more values than this. Range [0, ∞), default 10.</summary>
    public int GracePeriod { get; init => field = Require.NotNegative(value); } = 10;

    /// <inheritdoc/>
    public bool DriftDetected => _drift;

    /// <summary>How many values the window holds.</summary>
    public double Width => _width;

    /// <summary>The sum of the values in the window.</summary>
    public double Total => _total;

    /// <summary>The mean of the window, 0 when it is empty.</summary>
    public double Estimation => _width == 0 ? 0 : _total / _width;

    /// <summary>The population variance of the window, 0 when it is empty.</summary>
    public double Variance => _width == 0 ? 0 : _variance / _width;

    /// <summary>How many changes were found since the window was last emptied.</summary>
    public int Detections => _detections;

    /// <inheritdoc/>
    public void Update(double value)
    {
        DetectorInput.Check(value, "ADWIN");
        if (_drift)
        {
            Reset();
        }

        Insert(value);
        if (++_tick % Clock == 0 && _width > GracePeriod)
        {
            while (FindCut())
            {
                DropOldest();
                _drift = true;
            }

            if (_drift)
            {
                _detections++;
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("bucketsInRow", ref _bucketsInRow, FieldLength.First(_rows).AtLeast(1).AtMost(MostRows), WholeRange.AtMost(MaxBuckets));
        _rows = state.IsLoading ? _bucketsInRow.Length : _rows;
        state.Field("totals", ref _totals, FieldLength.First(Math.Min(_totals.Length, _rows * (MaxBuckets + 1))).AtMost(_rows * (MaxBuckets + 1)));
        state.Field("variances", ref _variances, FieldLength.First(Math.Min(_variances.Length, _rows * (MaxBuckets + 1))).AtMost(_rows * (MaxBuckets + 1)));
        state.Field("total", ref _total);
        state.Field("variance", ref _variance);
        state.Field("width", ref _width);
        state.Field("tick", ref _tick);
        state.Field("detections", ref _detections);
        state.Field("drift", ref _drift);
        if (state.IsLoading && _totals.Length > 0)
        {
            Array.Resize(ref _totals, _rows * (MaxBuckets + 1));
            Array.Resize(ref _variances, _rows * (MaxBuckets + 1));
        }
    }

    private void Reset()
    {
        _rows = 1;
        _bucketsInRow[0] = 0;
        _total = _variance = _width = 0;
        _tick = _detections = 0;
        _drift = false;
    }

    private void Insert(double value)
    {
        var perRow = MaxBuckets + 1;
        if (_totals.Length == 0)
        {
            AddRows(FirstRows);
        }

        _width++;
        if (_width > 1)
        {
            var deviation = value - (_total / (_width - 1));
            _variance += (_width - 1) * deviation * deviation / _width;
        }

        _total += value;
        var count = _bucketsInRow[0]++;
        _totals[count] = value;
        _variances[count] = 0;
        if (count + 1 == perRow)
        {
            MergeFullRows();
        }
    }

    private void MergeFullRows()
    {
        var perRow = MaxBuckets + 1;
        var size = 1.0;
        for (var row = 0; _bucketsInRow[row] == perRow; row++, size *= 2)
        {
            if (row + 1 == _rows)
            {
                if (_rows == _bucketsInRow.Length || _totals.Length < (_rows + 1) * perRow)
                {
                    AddRows(_rows * 2);
                }

                _bucketsInRow[_rows++] = 0;
            }

            var first = row * perRow;
            var difference = (_totals[first] / size) - (_totals[first + 1] / size);
            var next = first + perRow + _bucketsInRow[row + 1]++;
            _totals[next] = _totals[first] + _totals[first + 1];
            _variances[next] = _variances[first] + _variances[first + 1] + (size * 0.5 * difference * difference);
            RemoveFirst(row, 2);
        }
    }

    private void AddRows(int rows)
    {
        Array.Resize(ref _bucketsInRow, rows);
        Array.Resize(ref _totals, rows * (MaxBuckets + 1));
        Array.Resize(ref _variances, rows * (MaxBuckets + 1));
    }

    private void RemoveFirst(int row, int buckets)
    {
        var first = row * (MaxBuckets + 1);
        var left = _bucketsInRow[row] - buckets;
        _totals.AsSpan(first + buckets, left).CopyTo(_totals.AsSpan(first));
        _variances.AsSpan(first + buckets, left).CopyTo(_variances.AsSpan(first));
        _bucketsInRow[row] = left;
    }

    private bool FindCut()
    {
        var perRow = MaxBuckets + 1;
        var confidence = Elementary.Log(2 * Elementary.Log(_width) / Delta);
        var spread = 2 * (_variance / _width) * confidence;
        var offset = 2.0 / 3 * confidence;
        double least = MinWindowLength;
        var oldCount = 0.0;
        var newCount = _width;
        var oldSum = 0.0;
        var newSum = _total;
        for (var row = _rows - 1; row >= 0; row--)
        {
            var size = Math.ScaleB(1, row);
            var totals = _totals.AsSpan(row * perRow, _bucketsInRow[row]);

            // The newest bucket of all stays on the new side.
            var last = row == 0 ? totals.Length - 1 : totals.Length;
            for (var i = 0; i < last; i++)
            {
                oldCount += size;
                newCount -= size;
                oldSum += totals[i];
                newSum -= totals[i];
                if (newCount < least || oldCount < least)
                {
                    continue;
                }

                var difference = Math.Abs((oldSum / oldCount) - (newSum / newCount));
                var reciprocal = (1 / (oldCount - least + 1)) + (1 / (newCount - least + 1));
                if (difference > Math.Sqrt(spread * reciprocal) + (offset * reciprocal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void DropOldest()
    {
        var row = _rows - 1;
        var first = row * (MaxBuckets + 1);
        var size = Math.ScaleB(1, row);
        var mean = _totals[first] / size;
        _width -= size;
        _total -= _totals[first];
        var deviation = mean - (_total / _width);
        _variance -= _variances[first] + (size * _width * deviation * deviation / (size + _width));
        RemoveFirst(row, 1);
        while (_rows > 1 && _bucketsInRow[_rows - 1] == 0)
        {
            _rows--;
        }
    }
}
