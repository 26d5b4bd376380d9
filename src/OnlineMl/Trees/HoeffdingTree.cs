using OnlineMl.Catalog;
using OnlineMl.State;
using OnlineMl.Trees.Growth;

namespace OnlineMl.Trees;

/// <summary>What Hoeffding trees have in common: when to grow, how deep, and how large.</summary>
/// <remarks>Domingos and Hulten, KDD 2000; the memory limits are Kirkby's (2007).</remarks>
public abstract class HoeffdingTree : IStateful
{
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
    public int NodeCount => Engine.Nodes().Count;

    /// <summary>How many branches there are.</summary>
    public int BranchCount => Engine.Nodes().Count(node => node is Branch);

    /// <summary>How many leaves there are.</summary>
    public int LeafCount => Engine.Nodes().Count(node => node is Leaf);

    /// <summary>How many leaves may still be split.</summary>
    public int ActiveLeafCount => Engine.Budget.Active;

    /// <summary>How many leaves are asleep.</summary>
    public int InactiveLeafCount => Engine.Budget.Inactive;

    /// <summary>How many nodes the longest way from the root to a leaf has.</summary>
    public int Height => Engine.Nodes().Select(node => node.Depth + 1).DefaultIfEmpty().Max();

    private protected abstract NodeTree Engine { get; }

    void IStateful.Describe(StateArchive state) => Describe(state);

    private protected abstract void Describe(StateArchive state);
}
