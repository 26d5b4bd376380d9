using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>The target over intervals of equal width, with the mean value in each.</summary>
internal sealed class QuantizationObserver(double radius, bool multiway) : TargetObserver
{
    private readonly KeyIndex _intervals = new();
    private TargetMoments[] _values = [];
    private TargetMoments[] _targets = [];

    public override long Size => base.Size + _intervals.Size + (_values.Length * 48L);

    public override void Update(FeatureVector x, int position, double y, double weight)
    {
        if (x.HasText && x.IsText(position))
        {
            return;
        }

        var number = x.Numbers[position];
        var interval = _intervals.GetOrAdd((long)Math.Floor(number / radius));
        if (interval >= _values.Length)
        {
            Array.Resize(ref _values, Math.Max(8, interval * 2));
            Array.Resize(ref _targets, _values.Length);
        }

        _values[interval].Update(number, weight);
        _targets[interval].Update(y, weight);
    }

    public override SplitCandidate Best(VarianceReduction merit, bool binaryOnly, FeatureSpace space)
    {
        var best = new SplitCandidate();
        if (_intervals.Count <= 1)
        {
            return best;
        }

        var keys = Sorted();
        if (multiway && !binaryOnly)
        {
            var branches = Array.ConvertAll(keys, key => _targets[_intervals.Find(key)]);
            best = best with { Merit = merit.Of(branches), Test = BranchTest.NumericMultiway, Number = radius };
        }

        TargetMoments left = default;
        var last = 0.0;
        for (var i = 0; i < keys.Length; i++)
        {
            var interval = _intervals.Find(keys[i]);
            var value = _values[interval].Mean;
            left += _targets[interval];
            var worth = i == 0 ? double.NegativeInfinity : merit.Of(left, merit.Before - left);
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NumericBinary, Number = (last + value) / 2, Key = keys[i] };
            }

            last = value;
        }

        return best;
    }

    public override long[] KeysOf(SplitCandidate split, FeatureSpace space) =>
        split.Test == BranchTest.NumericMultiway ? Sorted() : [];

    public override TargetMoments[] Distribute(SplitCandidate split, ReadOnlySpan<long> keys, TargetMoments all)
    {
        if (split.Test == BranchTest.NumericMultiway)
        {
            return Array.ConvertAll(keys.ToArray(), key => _targets[_intervals.Find(key)]);
        }

        // River's rule: the left branch starts from the target of all values, of which it loses nothing.
        TargetMoments seen = default;
        TargetMoments left = default;
        foreach (var key in Sorted())
        {
            seen += _targets[_intervals.Find(key)];
            left = key == split.Key ? seen : left;
        }

        return [seen, all - left];
    }

    protected override void Describe(StateArchive state)
    {
        _intervals.Describe(state, "intervals");
        TargetMoments.Describe(state, "values", ref _values, _intervals.Count);
        TargetMoments.Describe(state, "targets", ref _targets, _intervals.Count);
        if (state.IsLoading && (_values.Length != _intervals.Count || _targets.Length != _intervals.Count))
        {
            throw new StateFormatException("The intervals of a feature do not fit their targets.");
        }
    }

    private long[] Sorted()
    {
        var keys = _intervals.Keys.ToArray();
        Array.Sort(keys);
        return keys;
    }
}
