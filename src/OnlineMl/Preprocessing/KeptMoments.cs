namespace OnlineMl.Preprocessing;

/// <summary>Counts, means and variances as they were before an example, so that it can be taken back.</summary>
/// <remarks>When an example has all features, the moments after it are written to other arrays, which costs nothing; else those of its
/// features are copied.</remarks>
internal sealed class KeptMoments
{
    private int _size;
    private bool _hasAll;
    private int _keptCount;
    private int[] _ids = [];
    private double[] _kept = [];

    public bool IsMarked { get; private set; }

    public double[] Counts { get; private set; } = [];

    public double[] Means { get; private set; } = [];

    public double[] Variances { get; private set; } = [];

    public void Mark(int size)
    {
        IsMarked = true;
        _size = size;
        _hasAll = false;
        _keptCount = 0;
    }

    public void Release() => IsMarked = false;

    /// <summary>Puts other arrays in the place of all moments, to be written; what was in them stays here.</summary>
    /// <returns>False when some were kept before.</returns>
    public bool TryKeepAll(ref double[] counts, ref double[] means, ref double[] variances)
    {
        if (_hasAll || _keptCount > 0)
        {
            return false;
        }

        if (Counts.Length != counts.Length)
        {
            Counts = new double[counts.Length];
            Means = new double[means.Length];
            Variances = new double[variances.Length];
        }

        Swap(ref counts, ref means, ref variances);
        _hasAll = true;
        return true;
    }

    /// <summary>Keeps the moments of features, those that have any.</summary>
    public void Keep(ReadOnlySpan<int> ids, double[] counts, double[] means, double[] variances)
    {
        if (_hasAll)
        {
            return;
        }

        if (_keptCount + ids.Length > _ids.Length)
        {
            Array.Resize(ref _ids, (_keptCount + ids.Length) * 2);
            Array.Resize(ref _kept, 3 * _ids.Length);
        }

        foreach (var id in ids)
        {
            if (id < _size)
            {
                _ids[_keptCount] = id;
                _kept[3 * _keptCount] = counts[id];
                _kept[(3 * _keptCount) + 1] = means[id];
                _kept[(3 * _keptCount) + 2] = variances[id];
                _keptCount++;
            }
        }
    }

    /// <summary>Puts everything back.</summary>
    /// <returns>How many features have moments.</returns>
    public int TakeBack(int size, ref double[] counts, ref double[] means, ref double[] variances)
    {
        if (!IsMarked)
        {
            return size;
        }

        IsMarked = false;
        Array.Clear(counts, _size, size - _size);
        Array.Clear(means, _size, size - _size);
        Array.Clear(variances, _size, size - _size);
        if (_hasAll)
        {
            Swap(ref counts, ref means, ref variances);
            return _size;
        }

        while (_keptCount > 0)
        {
            _keptCount--;
            var id = _ids[_keptCount];
            (counts[id], means[id], variances[id]) = (_kept[3 * _keptCount], _kept[(3 * _keptCount) + 1], _kept[(3 * _keptCount) + 2]);
        }

        return _size;
    }

    private void Swap(ref double[] counts, ref double[] means, ref double[] variances)
    {
        (Counts, counts) = (counts, Counts);
        (Means, means) = (means, Means);
        (Variances, variances) = (variances, Variances);
    }
}
