using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>What Hoeffding trees have in common: when to grow, how deep, and how large.</summary>
/// <remarks>Domingos and Hulten, KDD 2000; the memory limits are Kirkby's (2007).</remarks>
public abstract partial class HoeffdingTree : IStateful
{
    private double _weightSeen;
    private long _examplesSeen;
    private bool _growthAllowed = true;
    private int _activeLeaves;
    private int _inactiveLeaves;

    private protected HoeffdingTree()
    {
    }

    /// <summary>How much weight a leaf takes in between attempts to split it. Range [0, ∞), default 200.</summary>
    public double GracePeriod { get; init => field = Require.NotNegative(value); } = 200;

    /// <summary>The deepest level that may be split off, the root being 0; null is no limit. Range [0, ∞), default null.</summary>
    public int? MaxDepth { get; init => field = value is { } depth ? Require.NotNegative(depth) : null; }

    /// <summary>The chance that a split is not the best one. Range (0, 1), default 1e-7.</summary>
    [Parameter("delta", "split_confidence")]
    public double Delta { get; init => field = Require.StrictlyBetween(value, 0, 1); } = 1e-7;

    /// <summary>The Hoeffding bound below which the best split is taken although it is not clearly the best. Range [0, ∞), default 0.05.</summary>
    [Parameter("tau", "tie_threshold")]
    public double Tau { get; init => field = Require.NotNegative(value); } = 0.05;

    /// <summary>Names of features whose numbers are names of categories rather than quantities. Default null: none.</summary>
    public IReadOnlyList<string>? NominalAttributes { get; init; }

    /// <summary>Whether every branch has two children only. Default false.</summary>
    public bool BinarySplit { get; init; }

    /// <summary>How large the tree may grow, in MiB. Range (0, ∞), default 100 for classification and 500 for regression.</summary>
    public double MaxSize { get; init => field = Require.Positive(value); } = 100;

    /// <summary>How many examples are learned between two measurements of the size. Range [1, ∞), default 1000000.</summary>
    public int MemoryEstimatePeriod { get; init => field = Require.Positive(value); } = 1_000_000;

    /// <summary>Whether the tree stops growing for good when it reaches its largest size. Default false.</summary>
    public bool StopMemManagement { get; init; }

    /// <summary>Whether leaves stop watching features that have no chance of being chosen. Default false.</summary>
    public bool RemovePoorAttrs { get; init; }

    /// <summary>Whether a leaf that nothing can split is put to sleep. Default true.</summary>
    public bool MeritPreprune { get; init; } = true;

    /// <summary>Whether the tree keeps river's rules where its own are others: of features of equal merit the one that came last
    /// is split on, not the first by name; an attempt is due by sums of shares, not by the exact weight; and in classification
    /// trees a leaf that one class dominates forgets what it has watched at each attempt, a class that has not had a value or any
    /// spread says nothing about it in naive Bayes, values of texts are not smoothed, flags are split like quantities, and
    /// <see cref="ExhaustiveSplitter"/> keeps classes on sides on which nothing of them is left. Default false.</summary>
    public bool RiverRules { get; init; }

    /// <summary>How many branches and leaves there are.</summary>
    public int NodeCount => Nodes().Count;

    /// <summary>How many branches there are.</summary>
    public int BranchCount => Nodes().Count(node => node is Branch);

    /// <summary>How many leaves there are.</summary>
    public int LeafCount => Nodes().Count(node => node is Leaf);

    /// <summary>How many leaves may still be split.</summary>
    public int ActiveLeafCount => _activeLeaves;

    /// <summary>How many leaves are asleep.</summary>
    public int InactiveLeafCount => _inactiveLeaves;

    /// <summary>How many nodes the longest way from the root to a leaf has.</summary>
    public int Height => Nodes().Select(node => node.Depth + 1).DefaultIfEmpty().Max();

    private protected TreeNode? Root { get; private set; }

    void IStateful.Describe(StateArchive state)
    {
        DescribeTarget(state);
        state.Field("weightSeen", ref _weightSeen);
        state.Field("examplesSeen", ref _examplesSeen);
        state.Field("growthAllowed", ref _growthAllowed);
        state.Field("activeLeafSize", ref _activeLeafSize);
        state.Field("inactiveLeafSize", ref _inactiveLeafSize);
        state.Field("overhead", ref _overhead);
        state.Field("activeLeaves", ref _activeLeaves);
        state.Field("inactiveLeaves", ref _inactiveLeaves);
        var nodes = Nodes();
        state.Children("nodes", nodes, FieldLength.Any, node => node is Branch ? "branch" : "leaf", CreateNode);
        if (state.IsLoading)
        {
            Root = Linked(nodes);
        }
    }

    internal bool IsNominal(FeatureSpace space, int feature) =>
        NominalAttributes is { Count: > 0 } names && names.Contains(space.NameOf(feature), StringComparer.Ordinal);

    private protected abstract void DescribeTarget(StateArchive state);

    private protected abstract Leaf NewLeaf(int depth);

    private protected abstract void AttemptSplit(Leaf leaf, FeatureVector x);

    private protected double HoeffdingBound(double range, double weight) =>
        Math.Sqrt(range * range * Elementary.Log(1 / Delta) / (2 * weight));

    /// <summary>The leaf that an example belongs to. Where the way is unknown, the most travelled one is taken.</summary>
    private protected Leaf? FindLeaf(FeatureVector x)
    {
        var node = Root;
        while (node is Branch branch)
        {
            var child = branch.Choose(x);
            node = branch.Child(child >= 0 ? child : branch.MostTravelled());
        }

        return (Leaf?)node;
    }

    /// <summary>The leaf that is to learn an example, and whether it got there without a guess.</summary>
    private protected Leaf Descend(FeatureVector x, double weight, out bool certain)
    {
        certain = true;
        _weightSeen += weight;
        _examplesSeen++;
        if (Root is null)
        {
            Root = NewLeaf(0);
            _activeLeaves = 1;
        }

        var node = Root;
        while (node is Branch branch)
        {
            var child = branch.Choose(x);
            if (child < 0)
            {
                certain = false;
                child = branch.CanGrowFor(x) ? Grow(branch, x) : branch.MostTravelled();
            }

            branch.AddWeight(child, weight);
            node = branch.Child(child);
        }

        return (Leaf)node;
    }

    /// <summary>What follows once the leaf has learned: split it when it is time, and look after the memory.</summary>
    private protected void AfterLearning(Leaf leaf, FeatureVector x, bool certain)
    {
        if (certain && _growthAllowed && leaf.IsActive)
        {
            if (leaf.Depth >= MaxDepth)
            {
                PutToSleep(leaf);
            }
            else
            {
                // River's rule: sums of shares of examples decide, so that rounding may put an attempt off by one example.
                var seen = RiverRules ? leaf.TotalWeight : leaf.Learned;
                if (seen - leaf.LastAttempt >= GracePeriod)
                {
                    AttemptSplit(leaf, x);
                    leaf.LastAttempt = seen;
                }
            }
        }

        if (_examplesSeen % MemoryEstimatePeriod == 0)
        {
            MeasureSize();
        }
    }

    private protected void Replace(Leaf leaf, Branch branch, ReadOnlySpan<Leaf> children)
    {
        var gained = -leaf.TotalWeight;
        foreach (var child in children)
        {
            var weight = child.TotalWeight;
            gained += weight;
            branch.Add(child, weight);
        }

        _activeLeaves += children.Length - 1;
        if (leaf.Parent is not { } parent)
        {
            Root = branch;
            return;
        }

        parent.Replace(leaf.ParentIndex, branch);
        for (TreeNode node = branch; node.Parent is { } above; node = above)
        {
            above.AddWeight(node.ParentIndex, gained);
        }
    }

    /// <summary>Whether a split is preferred to the best one so far, features of equal merit being put in the order of their names.</summary>
    private protected bool IsBetter(in SplitCandidate split, int feature, in SplitCandidate best, int bestFeature, FeatureSpace space) =>
        split.Merit > best.Merit ||
        (split.Merit == best.Merit && (RiverRules || (bestFeature >= 0 && string.CompareOrdinal(space.NameOf(feature), space.NameOf(bestFeature)) < 0)));

    private int Grow(Branch branch, FeatureVector x)
    {
        _activeLeaves++;
        return branch.AddFor(x, NewLeaf(branch.Depth + 1));
    }

    /// <summary>All nodes, parents before children, children from left to right.</summary>
    private List<TreeNode> Nodes()
    {
        var nodes = new List<TreeNode>();
        var open = new Stack<TreeNode>();
        if (Root is not null)
        {
            open.Push(Root);
        }

        while (open.TryPop(out var node))
        {
            nodes.Add(node);
            if (node is Branch branch)
            {
                for (var i = branch.Children.Length - 1; i >= 0; i--)
                {
                    open.Push(branch.Child(i));
                }
            }
        }

        return nodes;
    }

    private TreeNode CreateNode(string shape) => shape switch
    {
        "branch" => new Branch(),
        "leaf" => NewLeaf(0),
        _ => throw new StateFormatException($"A tree has no node of the shape '{shape}'."),
    };

    /// <summary>Puts saved nodes together. Read from the last to the first, the children of a branch are the newest trees.</summary>
    private static TreeNode? Linked(List<TreeNode> nodes)
    {
        var whole = new Stack<TreeNode>();
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i] is Branch branch)
            {
                var children = new TreeNode[branch.SavedChildren];
                for (var child = 0; child < children.Length; child++)
                {
                    children[child] = whole.TryPop(out var subtree) ? subtree
                        : throw new StateFormatException("The tree has a branch without its children.");
                }

                branch.Link(children);
            }

            (nodes[i] as Leaf)?.CompleteState();
            whole.Push(nodes[i]);
        }

        return whole.Count <= 1 ? whole.FirstOrDefault() : throw new StateFormatException("The tree has more than one root.");
    }
}
