using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>The weight of each value of a nominal feature in each class.</summary>
/// <param name="smoothing">What is added to every count when likelihoods are estimated.</param>
internal sealed class NominalClassObserver(double smoothing) : ClassObserver
{
    private readonly KeyIndex _values = new();

    // One row of a stride per value. The logarithms are of smoothed figures. Known is 1 where the smoothed count is above 0, so
    // that log likelihood = log count - known * log total.
    private double[] _counts = [];
    private double[] _logCounts = [];
    private double[] _known = [];
    private double[] _totals = [];
    private double[] _logTotals = [];

    public override bool IsNominal => true;

    public override long Size => base.Size + _values.Size + ((_counts.Length * 3L) + (_totals.Length * 2L)) * sizeof(double);

    public override void Widen(int oldStride, int stride)
    {
        if (_totals.Length == 0)
        {
            return;
        }

        _counts = Widened(_counts, oldStride, stride);
        _logCounts = Widened(_logCounts, oldStride, stride);
        _known = Widened(_known, oldStride, stride);
        _totals = Widened(_totals, oldStride, stride);
        _logTotals = new double[stride];
        TakeLogarithms();
    }

    public override void Update(FeatureVector x, int position, int slot, double weight, int stride)
    {
        if (_totals.Length == 0)
        {
            _totals = new double[stride];
            _logTotals = new double[stride];
        }

        var known = _values.Count;
        var value = _values.GetOrAdd(NominalValue.LearnKeyAt(x, position));
        if (value == known)
        {
            MakeRoom(stride);
        }

        if (_totals[slot] == 0)
        {
            Meet(slot);
        }

        var at = (value * stride) + slot;
        _totals[slot] += weight;
        _logTotals[slot] = Elementary.Log(_totals[slot] + (smoothing * _values.Count));
        _counts[at] += weight;
        _logCounts[at] = Elementary.Log(_counts[at] + smoothing);
        _known[at] = 1;
    }

    public override void AddLogLikelihoods(FeatureVector x, int position, Span<double> votes, int classes)
    {
        var value = _values.Find(NominalValue.KeyAt(x, position));
        var stride = votes.Length;
        if (_totals.Length < stride || (value < 0 && smoothing == 0))
        {
            return;
        }

        if (value < 0)
        {
            var log = Elementary.Log(smoothing);
            for (var slot = 0; slot < votes.Length; slot++)
            {
                votes[slot] += log - _logTotals[slot];
            }

            return;
        }

        ClassLanes.AddDifferences(votes[..stride], _logCounts, _known, value * stride, _logTotals);
    }

    public override SplitCandidate Best(SplitMerit merit, bool binaryOnly)
    {
        var best = new SplitCandidate();
        var classes = merit.Classes;
        var stride = _totals.Length;
        if (_values.Count == 0)
        {
            return best;
        }

        if (!binaryOnly)
        {
            var branches = new double[_values.Count * classes];
            for (var value = 0; value < _values.Count; value++)
            {
                CopyCounts(value, stride, branches.AsSpan(value * classes, classes));
            }

            best = best with { Merit = merit.Of(branches), Test = BranchTest.NominalMultiway };
        }

        for (var value = 0; value < _values.Count; value++)
        {
            Separate(value, merit.Left, merit.Right);
            var worth = merit.OfTwo();
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NominalBinary, Key = _values[value] };
            }
        }

        return best;
    }

    public override int BranchesOf(SplitCandidate split) => split.Test == BranchTest.NominalMultiway ? _values.Count : 2;

    public override long[] KeysOf(SplitCandidate split, FeatureSpace space)
    {
        if (split.Test == BranchTest.NominalBinary)
        {
            return [split.Key];
        }

        var keys = _values.Keys.ToArray();
        Array.Sort(keys, (left, right) => NominalValue.Compare(space, left, right));
        return keys;
    }

    public override void Distribute(SplitCandidate split, ReadOnlySpan<long> keys, ReadOnlySpan<double> before, Span<double> branches)
    {
        var classes = before.Length;
        if (split.Test == BranchTest.NominalBinary)
        {
            Separate(_values.Find(split.Key), branches[..classes], branches[classes..]);
            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            CopyCounts(_values.Find(keys[i]), _totals.Length, branches.Slice(i * classes, classes));
        }
    }

    public override void Restore(int classes, int stride)
    {
        base.Restore(classes, stride);
        var known = _totals.Length;
        if (known != MostSlots || _counts.Length != _values.Count * known)
        {
            throw new StateFormatException("The values of a nominal feature do not fit the classes of its leaf.");
        }

        var counts = _counts;
        _counts = new double[_values.Count * stride];
        _logCounts = new double[_counts.Length];
        _known = new double[_counts.Length];
        _logTotals = new double[stride];
        Array.Resize(ref _totals, stride);
        for (var value = 0; value < _values.Count; value++)
        {
            counts.AsSpan(value * known, known).CopyTo(_counts.AsSpan(value * stride));
        }

        TakeLogarithms();
    }

    protected override void Describe(StateArchive state)
    {
        base.Describe(state);
        _values.Describe(state, "values");
        var counts = Array.Empty<double>();
        var known = MostSlots;
        if (!state.IsLoading)
        {
            counts = new double[_values.Count * known];
            for (var value = 0; value < _values.Count; value++)
            {
                _counts.AsSpan(value * _totals.Length, known).CopyTo(counts.AsSpan(value * known));
            }
        }

        state.Field("counts", ref counts, FieldLength.Exactly(_values.Count, known));
        state.Field("totals", ref _totals, known);
        if (state.IsLoading)
        {
            _counts = counts;
        }
    }

    /// <summary>Makes room for the newest value.</summary>
    private void MakeRoom(int stride)
    {
        if (_values.Count * stride > _counts.Length)
        {
            var length = Math.Max(2, _values.Count * 2) * stride;
            Array.Resize(ref _counts, length);
            Array.Resize(ref _logCounts, length);
            Array.Resize(ref _known, length);
        }

        TakeLogarithms(_values.Count - 1);
    }

    /// <summary>Computes the logarithms of the totals and of the counts from a value on.</summary>
    private void TakeLogarithms(int first = 0)
    {
        var stride = _totals.Length;
        for (var slot = 0; slot < stride; slot++)
        {
            var total = _totals[slot] + (smoothing * _values.Count);
            _logTotals[slot] = total > 0 ? Elementary.Log(total) : 0;
        }

        for (var at = first * stride; at < _values.Count * stride; at++)
        {
            var count = _counts[at] + smoothing;
            _logCounts[at] = count > 0 ? Elementary.Log(count) : 0;
            _known[at] = count > 0 ? 1 : 0;
        }
    }

    private void CopyCounts(int value, int stride, Span<double> branch)
    {
        for (var slot = 0; slot < branch.Length; slot++)
        {
            var count = _counts[(value * stride) + slot];
            branch[slot] = count > 0 ? count : SplitMerit.Absent;
        }
    }

    private void Separate(int value, Span<double> equal, Span<double> other)
    {
        equal.Fill(SplitMerit.Absent);
        other.Fill(SplitMerit.Absent);
        var stride = _totals.Length;
        foreach (var slot in Order)
        {
            for (var v = 0; v < _values.Count; v++)
            {
                var count = _counts[(v * stride) + slot];
                if (count > 0)
                {
                    var branch = v == value ? equal : other;
                    branch[slot] = Math.Max(branch[slot], 0) + count;
                }
            }
        }
    }
}
