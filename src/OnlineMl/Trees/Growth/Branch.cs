using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Observers;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Growth;

/// <summary>An inner node: a test of one feature and a child for each outcome.</summary>
internal sealed class Branch : TreeNode
{
    private BranchTest _test;
    private int _feature;
    private double _number;
    private TreeNode[] _children = [];
    private double[] _weights = [];
    private int _count;

    /// <summary>The values of a nominal test, or the numbers of the intervals; one per child of a multiway test.</summary>
    private readonly KeyIndex _keys = new();

    public Branch()
    {
    }

    public Branch(SplitCandidate split, int feature, ReadOnlySpan<long> keys)
    {
        _test = split.Test;
        _feature = feature;
        _number = split.Number;
        foreach (var key in keys)
        {
            _keys.GetOrAdd(key);
        }
    }

    public int Feature => _feature;

    public ReadOnlySpan<TreeNode> Children => _children.AsSpan(0, _count);

    /// <summary>The leaf that the branch came from, where the policy of the tree lets it go on learning.</summary>
    public Leaf? Statistics { get; set; }

    public override long Size => 120 + (_children.Length * 16L) + _keys.Size + (Statistics?.Size ?? 0);

    public override double TotalWeight
    {
        get
        {
            var sum = 0.0;
            foreach (var weight in _weights.AsSpan(0, _count))
            {
                sum += weight;
            }

            return sum;
        }
    }

    private bool IsMultiway => _test is BranchTest.NumericMultiway or BranchTest.NominalMultiway;

    /// <summary>The child that an example belongs to, or -1 when its value is missing or new.</summary>
    public int Choose(FeatureVector x)
    {
        var position = x.IndexOf(_feature);
        if (position < 0)
        {
            return -1;
        }

        if (_test == BranchTest.NumericBinary)
        {
            return x.HasText && x.IsText(position) ? -1 : x.Numbers[position] <= _number ? 0 : 1;
        }

        if (_test == BranchTest.NumericMultiway)
        {
            return x.HasText && x.IsText(position) ? -1 : _keys.Find(Interval(x.Numbers[position]));
        }

        var key = NominalValue.KeyAt(x, position);
        return _test == BranchTest.NominalMultiway ? _keys.Find(key) : key == _keys[0] ? 0 : 1;
    }

    /// <summary>The child that an example belongs to; where that is unknown, the most travelled one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TreeNode Next(FeatureVector x)
    {
        var child = Choose(x);
        return _children[child >= 0 ? child : MostTravelled()];
    }

    /// <summary>Whether the test can have another child and the example carries the feature, in the right type.</summary>
    public bool CanGrowFor(FeatureVector x)
    {
        var position = IsMultiway ? x.IndexOf(_feature) : -1;
        return position >= 0 && (_test == BranchTest.NominalMultiway || !x.IsText(position));
    }

    /// <summary>Adds the child for the value that the example carries.</summary>
    public int AddFor(FeatureVector x, TreeNode child)
    {
        var position = x.IndexOf(_feature);
        _keys.GetOrAdd(_test == BranchTest.NominalMultiway ? NominalValue.LearnKeyAt(x, position) : Interval(x.Numbers[position]));
        return Add(child, 0);
    }

    public int Add(TreeNode child, double weight)
    {
        if (_count == _children.Length)
        {
            Array.Resize(ref _children, Math.Max(2, _count * 2));
            Array.Resize(ref _weights, _children.Length);
        }

        child.Parent = this;
        child.ParentIndex = _count;
        _children[_count] = child;
        _weights[_count] = weight;
        return _count++;
    }

    public void Replace(int index, TreeNode child)
    {
        child.Parent = this;
        child.ParentIndex = index;
        _children[index] = child;
    }

    public TreeNode Child(int index) => _children[index];

    public void AddWeight(int index, double weight) => _weights[index] += weight;

    /// <summary>The child that has seen the most weight, the first of equals.</summary>
    public int MostTravelled()
    {
        var best = 0;
        for (var i = 1; i < _count; i++)
        {
            if (_weights[i] > _weights[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Takes the child nodes out of a list, in order, after loading.</summary>
    public void Link(ReadOnlySpan<TreeNode> children)
    {
        if (children.Length != _weights.Length || (IsMultiway && _keys.Count != children.Length) ||
            (_test == BranchTest.NominalBinary && _keys.Count == 0) || _test == BranchTest.None || _feature < 0)
        {
            throw new StateFormatException("A branch of the tree does not fit its children.");
        }

        var weights = _weights;
        _children = [];
        _weights = [];
        _count = 0;
        for (var i = 0; i < children.Length; i++)
        {
            Add(children[i], weights[i]);
        }
    }

    /// <summary>How many children the saved branch has, while it is loading.</summary>
    public int SavedChildren => _weights.Length;

    protected override void Describe(StateArchive state)
    {
        var test = (int)_test;
        state.Field("test", ref test);
        state.Field("feature", ref _feature);
        state.Field("number", ref _number);
        _keys.Describe(state, "keys");
        state.Field("weights", ref _weights, FieldLength.First(_count));
        if (Statistics is not null)
        {
            state.Child("statistics", Statistics);
            Statistics.CompleteState();
        }

        if (state.IsLoading)
        {
            _test = Enum.IsDefined((BranchTest)test) ? (BranchTest)test : BranchTest.None;
            _count = 0;
        }
    }

    private long Interval(double number) => (long)Math.Floor(number / _number);
}
