using OnlineMl.State;

namespace OnlineMl.Trees.Observers;

/// <summary>A histogram that makes its bins from the values and merges the closest two when there are too many.</summary>
internal sealed class ValueHistogram : IStateful
{
    private readonly List<double> _left = [];
    private readonly List<double> _right = [];
    private readonly List<double> _counts = [];
    private double _total;

    public int Bins => _left.Count;

    public (double Left, double Right, double Count) this[int bin] => (_left[bin], _right[bin], _counts[bin]);

    public double Total => _total;

    public double First => _right[0];

    public double Last => _right[^1];

    public void Update(double x, int most, double weight = 1)
    {
        _total += weight;

        // The first bin that does not lie wholly left of x.
        var low = 0;
        var high = Bins;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_right[middle] < x)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low < Bins && x >= _left[low])
        {
            _counts[low] += weight;
            return;
        }

        _left.Insert(low, x);
        _right.Insert(low, x);
        _counts.Insert(low, weight);
        if (Bins > most)
        {
            MergeClosest();
        }
    }

    /// <summary>An estimate of the density at a value: the share of its bin.</summary>
    public double Density(double x)
    {
        // The first bin that lies wholly right of x, or else the last.
        var bin = 0;
        while (bin < Bins && !(x < _left[bin]))
        {
            bin++;
        }

        bin = Math.Min(bin, Bins - 1);
        return _left[bin] == _right[bin]
            ? _counts[bin] / _total
            : _counts[bin] * (x - _left[bin]) / (_right[bin] - _left[bin]) / _total;
    }

    /// <summary>The share of values that are at most each of some ascending thresholds.</summary>
    public void Cumulate(ReadOnlySpan<double> thresholds, Span<double> shares)
    {
        var bin = 0;
        var below = 0.0;
        for (var i = 0; i < thresholds.Length; i++)
        {
            var x = thresholds[i];
            while (bin < Bins && x >= _right[bin])
            {
                below += _counts[bin++];
            }

            var part = bin < Bins && x > _left[bin] ? _counts[bin] * (x - _left[bin]) / (_right[bin] - _left[bin]) : 0;
            shares[i] = (below + part) / _total;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("left", _left, FieldLength.Any);
        state.Field("right", _right, Bins);
        state.Field("counts", _counts, Bins);
        state.Field("total", ref _total);
        if (state.IsLoading && (Bins == 0) != (_total == 0))
        {
            throw new StateFormatException("A histogram's bins do not fit each other.");
        }
    }

    private void MergeClosest()
    {
        var closest = 0;
        var least = double.PositiveInfinity;
        for (var bin = 0; bin + 1 < Bins; bin++)
        {
            var distance = _right[bin + 1] - _right[bin];
            if (distance < least)
            {
                (least, closest) = (distance, bin);
            }
        }

        _right[closest] = _right[closest + 1];
        _counts[closest] += _counts[closest + 1];
        _left.RemoveAt(closest + 1);
        _right.RemoveAt(closest + 1);
        _counts.RemoveAt(closest + 1);
    }
}
