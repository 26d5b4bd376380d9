using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>The weight of every value of a numeric feature in each class.</summary>
/// <param name="riverRules">Whether what lies on both sides of a value is reckoned as river does.</param>
internal sealed class ExhaustiveObserver(bool riverRules) : ClassObserver
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
        if (!riverRules)
        {
            return BestInOrder(merit);
        }

        var tree = new Tree(this, merit.Classes);
        foreach (var node in tree.Order)
        {
            tree.LeftOf(node).CopyTo(merit.Left);
            tree.RightOf(node).CopyTo(merit.Right);
            var worth = merit.OfTwo();
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NumericBinary, Number = ValueOf(node) };
            }
        }

        return best;
    }

    public override void Distribute(SplitCandidate split, ReadOnlySpan<long> keys, ReadOnlySpan<double> before, Span<double> branches)
    {
        if (!riverRules)
        {
            Separate(split.Number, branches[..before.Length], branches[before.Length..]);
            return;
        }

        var tree = new Tree(this, before.Length);
        var node = _values.Find(BitConverter.DoubleToInt64Bits(split.Number));
        tree.LeftOf(node).CopyTo(branches);
        tree.RightOf(node).CopyTo(branches[before.Length..]);
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
        base.Describe(state);
        _values.Describe(state, "values");
        var known = MostSlots;
        var counts = state.IsLoading ? [] : new double[_values.Count * known];
        for (var value = 0; value < _values.Count && !state.IsLoading; value++)
        {
            _counts.AsSpan(value * _stride, known).CopyTo(counts.AsSpan(value * known));
        }

        state.Field("counts", ref counts, FieldLength.Exactly(_values.Count, known));
        if (state.IsLoading)
        {
            _counts = counts;
        }
    }

    private SplitCandidate BestInOrder(SplitMerit merit)
    {
        var best = new SplitCandidate();
        var values = new double[_values.Count];
        var rows = new int[_values.Count];
        for (var i = 0; i < values.Length; i++)
        {
            (values[i], rows[i]) = (ValueOf(i), i);
        }

        Array.Sort(values, rows);
        Separate(double.NegativeInfinity, merit.Left, merit.Right);
        var right = merit.Right.ToArray();
        var left = merit.Left.ToArray();
        for (var i = 0; i + 1 < values.Length; i++)
        {
            foreach (var slot in Order)
            {
                var count = _counts[(rows[i] * _stride) + slot];
                if (count > 0)
                {
                    left[slot] = Math.Max(left[slot], 0) + count;
                    right[slot] = Math.Max(right[slot] - count, 0);
                }
            }

            left.CopyTo(merit.Left);
            right.CopyTo(merit.Right);
            var worth = merit.OfTwo();
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NumericBinary, Number = values[i] };
            }
        }

        return best;
    }

    private void Separate(double threshold, Span<double> left, Span<double> right)
    {
        left.Fill(SplitMerit.Absent);
        right.Fill(SplitMerit.Absent);
        for (var value = 0; value < _values.Count; value++)
        {
            var side = ValueOf(value) <= threshold ? left : right;
            foreach (var slot in Order)
            {
                var count = _counts[(value * _stride) + slot];
                side[slot] = count > 0 ? Math.Max(side[slot], 0) + count : side[slot];
            }
        }
    }

    private double ValueOf(int value) => BitConverter.Int64BitsToDouble(_values[value]);

    /// <summary>The search tree that the values grow in the order in which they came, with the classes on both sides of each.</summary>
    /// <remarks>River's rule: the sides of a node are worked out from those of its parent, and a class of which nothing would be left
    /// on a side stays there with the weight it had.</remarks>
    private sealed class Tree
    {
        private readonly int _classes;
        private readonly int[] _left;
        private readonly int[] _right;

        // Per node and class: what came to the node and was at most its value, what was above it, and the two sides of a split.
        private readonly double[] _atMost;
        private readonly double[] _above;
        private readonly double[] _leftSides;
        private readonly double[] _rightSides;

        public Tree(ExhaustiveObserver observer, int classes)
        {
            var count = observer._values.Count;
            _classes = classes;
            _left = new int[count];
            _right = new int[count];
            _atMost = new double[count * classes];
            _above = new double[count * classes];
            _leftSides = new double[count * classes];
            _rightSides = new double[count * classes];
            Order = new List<int>(count);
            for (var node = 0; node < count; node++)
            {
                Insert(observer, node);
            }

            if (count > 0)
            {
                Visit();
            }
        }

        /// <summary>The nodes in pre-order.</summary>
        public List<int> Order { get; }

        public Span<double> LeftOf(int node) => Row(_leftSides, node);

        public Span<double> RightOf(int node) => Row(_rightSides, node);

        private Span<double> Row(double[] rows, int node) => rows.AsSpan(node * _classes, _classes);

        private void Insert(ExhaustiveObserver observer, int node)
        {
            var value = observer.ValueOf(node);
            var counts = observer._counts.AsSpan(node * observer._stride, _classes);
            Add(Row(_atMost, node), counts);
            for (var above = 0; above != node;)
            {
                var isLeft = value < observer.ValueOf(above);
                var children = isLeft ? _left : _right;
                Add(Row(isLeft ? _atMost : _above, above), counts);
                if (children[above] == 0)
                {
                    children[above] = node;
                }

                above = children[above];
            }
        }

        private void Visit()
        {
            LeftOf(0).Fill(SplitMerit.Absent);
            RightOf(0).Fill(SplitMerit.Absent);
            Add(LeftOf(0), Row(_atMost, 0));
            Add(RightOf(0), Row(_above, 0));
            var open = new Stack<int>();
            open.Push(0);
            while (open.TryPop(out var node))
            {
                Order.Add(node);
                if (_right[node] > 0)
                {
                    SeparateRight(_right[node], node);
                    open.Push(_right[node]);
                }

                if (_left[node] > 0)
                {
                    SeparateLeft(_left[node], node);
                    open.Push(_left[node]);
                }
            }
        }

        private void SeparateLeft(int node, int parent)
        {
            // What has the very value of the parent moves to the right, like what lies between the two values.
            var equal = Row(_atMost, parent).ToArray();
            Subtract(equal, Row(_atMost, node));
            Subtract(equal, Row(_above, node));
            LeftOf(parent).CopyTo(LeftOf(node));
            RightOf(parent).CopyTo(RightOf(node));
            Subtract(LeftOf(node), Row(_above, node));
            Add(RightOf(node), Row(_above, node));
            Add(RightOf(node), equal);
            Subtract(LeftOf(node), equal);
        }

        private void SeparateRight(int node, int parent)
        {
            LeftOf(parent).CopyTo(LeftOf(node));
            RightOf(parent).CopyTo(RightOf(node));
            Add(LeftOf(node), Row(_atMost, node));
            Subtract(RightOf(node), Row(_atMost, node));
        }

        private static void Add(Span<double> weights, ReadOnlySpan<double> more)
        {
            for (var slot = 0; slot < weights.Length; slot++)
            {
                weights[slot] = more[slot] > 0 ? Math.Max(weights[slot], 0) + more[slot] : weights[slot];
            }
        }

        private static void Subtract(Span<double> weights, ReadOnlySpan<double> less)
        {
            for (var slot = 0; slot < weights.Length; slot++)
            {
                var rest = weights[slot] - Math.Max(less[slot], 0);
                weights[slot] = rest > 0 ? rest : weights[slot];
            }
        }
    }
}
