using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>The weight of every value of a numeric feature in each class.</summary>
internal sealed class ExhaustiveObserver : ClassObserver
{
    private readonly KeyIndex _values = new();
    private double[] _counts = [];
    private int _stride;

    public override long Size => base.Size + _values.Size + (_counts.Length * sizeof(double));

    public override void Widen(int oldStride, int stride)
    {
        if (_stride > 0)
        {
            _counts = Widened(_counts, oldStride, stride);
            _stride = stride;
        }
    }

    public override void Update(FeatureVector x, int position, int slot, double weight, int stride)
    {
        if (x.HasText && x.IsText(position))
        {
            return;
        }

        _stride = stride;
        var value = _values.GetOrAdd(BitConverter.DoubleToInt64Bits(x.Numbers[position] + 0.0));
        if (_values.Count * stride > _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(16, _values.Count * 2) * stride);
        }

        if (Order.IndexOf(slot) < 0)
        {
            Meet(slot);
        }

        _counts[(value * stride) + slot] += weight;
    }

    public override SplitCandidate Best(SplitMerit merit, bool binaryOnly)
    {
        var best = new SplitCandidate();
        var sorted = Sorted();
        var before = new double[merit.Classes];
        var all = new double[merit.Classes];
        foreach (var value in sorted)
        {
            AddTo(all, value);
        }

        // Thresholds are tried in the order in which the values came, so that of equals the earliest is kept.
        var places = new int[sorted.Length];
        var lefts = new double[sorted.Length * merit.Classes];
        for (var i = 0; i < sorted.Length; i++)
        {
            AddTo(before, sorted[i]);
            before.CopyTo(lefts.AsSpan(i * merit.Classes));
            places[sorted[i]] = i;
        }

        foreach (var place in TreeOrder(places))
        {
            Fill(lefts.AsSpan(place * merit.Classes, merit.Classes), all, merit.Left, merit.Right);
            var worth = merit.OfTwo();
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NumericBinary, Number = ValueOf(sorted[place]) };
            }
        }

        return best;
    }

    public override void Distribute(SplitCandidate split, ReadOnlySpan<long> keys, ReadOnlySpan<double> before, Span<double> branches)
    {
        var classes = before.Length;
        var left = new double[classes];
        var all = new double[classes];
        for (var value = 0; value < _values.Count; value++)
        {
            AddTo(all, value);
            if (ValueOf(value) <= split.Number)
            {
                AddTo(left, value);
            }
        }

        Fill(left, all, branches[..classes], branches[classes..]);
    }

    public override void Restore(int classes, int stride)
    {
        base.Restore(classes, stride);
        var known = MostSlots;
        if (_counts.Length != _values.Count * known)
        {
            throw new StateFormatException("The values of a feature do not fit the classes of its leaf.");
        }

        _counts = known == 0 ? [] : Widened(_counts, known, stride);
        _stride = stride;
    }

    protected override void Describe(StateArchive state)
    {
        _values.Describe(state, "values");
        var known = MostSlots;
        var counts = state.IsLoading ? [] : new double[_values.Count * known];
        for (var value = 0; value < _values.Count && !state.IsLoading; value++)
        {
            _counts.AsSpan(value * _stride, known).CopyTo(counts.AsSpan(value * known));
        }

        state.Field("counts", ref counts);
        if (state.IsLoading)
        {
            _counts = counts;
        }
    }

    private static void Fill(ReadOnlySpan<double> before, ReadOnlySpan<double> all, Span<double> left, Span<double> right)
    {
        for (var slot = 0; slot < before.Length; slot++)
        {
            var rest = all[slot] - before[slot];
            left[slot] = before[slot] > 0 ? before[slot] : SplitMerit.Absent;
            right[slot] = rest > 0 ? rest : SplitMerit.Absent;
        }
    }

    /// <summary>The places of the values in the pre-order of the search tree that they would grow.</summary>
    private static List<int> TreeOrder(int[] places)
    {
        var left = new int[places.Length];
        var right = new int[places.Length];
        for (var i = 1; i < places.Length; i++)
        {
            var node = 0;
            while (true)
            {
                var children = places[i] < places[node] ? left : right;
                if (children[node] == 0)
                {
                    children[node] = i;
                    break;
                }

                node = children[node];
            }
        }

        var order = new List<int>(places.Length);
        var open = new Stack<int>();
        if (places.Length > 0)
        {
            open.Push(0);
        }

        while (open.TryPop(out var node))
        {
            order.Add(places[node]);
            foreach (var child in (ReadOnlySpan<int>)[right[node], left[node]])
            {
                if (child > 0)
                {
                    open.Push(child);
                }
            }
        }

        return order;
    }

    private double ValueOf(int value) => BitConverter.Int64BitsToDouble(_values[value]);

    private void AddTo(Span<double> sums, int value)
    {
        for (var slot = 0; slot < sums.Length; slot++)
        {
            sums[slot] += _counts[(value * _stride) + slot];
        }
    }

    private int[] Sorted()
    {
        var numbers = new double[_values.Count];
        var order = new int[_values.Count];
        for (var i = 0; i < order.Length; i++)
        {
            numbers[i] = ValueOf(i);
            order[i] = i;
        }

        Array.Sort(numbers, order);
        return order;
    }
}
