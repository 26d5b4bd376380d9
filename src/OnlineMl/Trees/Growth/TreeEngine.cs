using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Trees.Growth;

/// <summary>A tree that grows: how an example finds its leaf, when a leaf may be split, and when the memory is looked after.</summary>
/// <typeparam name="TTarget">What leaves learn: the number of a class, or a number.</typeparam>
internal sealed class TreeEngine<TTarget>(TreeSettings settings, TreePolicy<TTarget> policy) : NodeTree(settings)
{
    private readonly List<Branch> _way = [];
    private double _weightSeen;
    private long _examplesSeen;

    /// <summary>Learns an example. Where the leaf refuses it, the tree stays as it was.</summary>
    public void Learn(FeatureVector x, TTarget y, double weight)
    {
        var leaf = Reach(x, out var grown, out var certain);
        leaf.Learn(x, y, weight);
        Attach(leaf, grown, x);
        _weightSeen += weight;
        _examplesSeen++;
        for (TreeNode node = leaf; node.Parent is { } above; node = above)
        {
            above.AddWeight(node.ParentIndex, weight);
        }

        if (certain && Budget.GrowthAllowed && leaf.IsActive)
        {
            Consider(leaf, x);
        }

        if (policy.KeepsStatistics)
        {
            Revisit(leaf, x, y, weight);
        }

        if (_examplesSeen % Settings.MemoryEstimatePeriod == 0)
        {
            Budget.Measure(Nodes());
        }
    }

    /// <summary>Splits a leaf.</summary>
    public void Split(LearningLeaf<TTarget> leaf, Branch branch, ReadOnlySpan<Leaf> children)
    {
        foreach (var child in children)
        {
            branch.Add(child, child.TotalWeight);
        }

        branch.Statistics = policy.KeepsStatistics ? leaf : null;
        Replace(leaf, branch);
    }

    public void EnforceSizeLimit() => Budget.Enforce(Nodes());

    public void Describe(StateArchive state)
    {
        state.Field("weightSeen", ref _weightSeen, NumberRange.NotNegative);
        state.Field("examplesSeen", ref _examplesSeen);
        Budget.Describe(state);
        if (Settings.Random is { } random)
        {
            state.Child("random", random);
        }

        var nodes = Nodes();
        state.Children("nodes", nodes, FieldLength.Any, node => node is Branch ? "branch" : "leaf", CreateNode);
        if (state.IsLoading)
        {
            Root = Linked(nodes);
        }
    }

    /// <summary>The leaf that is to learn an example, perhaps a new one, and whether it got there without a guess.</summary>
    private LearningLeaf<TTarget> Reach(FeatureVector x, out Branch? grown, out bool certain)
    {
        grown = null;
        certain = true;
        var node = Root ?? policy.NewLeaf(0);
        while (node is Branch branch)
        {
            var child = branch.Choose(x);
            if (child < 0)
            {
                certain = false;
                if (branch.CanGrowFor(x))
                {
                    grown = branch;
                    return policy.NewLeaf(branch.Depth + 1);
                }

                child = branch.MostTravelled();
            }

            node = branch.Child(child);
        }

        return (LearningLeaf<TTarget>)node;
    }

    private void Attach(LearningLeaf<TTarget> leaf, Branch? grown, FeatureVector x)
    {
        if (grown is not null)
        {
            grown.AddFor(x, leaf);
            Budget.Add(1);
        }
        else if (Root is null)
        {
            Root = leaf;
            Budget.Add(1);
        }
    }

    private void Consider(LearningLeaf<TTarget> leaf, FeatureVector x)
    {
        if (leaf.Depth >= Settings.MaxDepth)
        {
            Budget.PutToSleep(leaf);
            return;
        }

        // River's rule: sums of shares of examples decide, so that rounding may put an attempt off by one example.
        var seen = Settings.RiverRules ? leaf.TotalWeight : leaf.Learned;
        if (seen - leaf.LastAttempt >= Settings.GracePeriod)
        {
            policy.Attempt(this, leaf, x);
            leaf.LastAttempt = seen;
        }
    }

    private void Revisit(LearningLeaf<TTarget> leaf, FeatureVector x, TTarget y, double weight)
    {
        _way.Clear();
        for (var branch = leaf.Parent; branch is not null; branch = branch.Parent)
        {
            _way.Add(branch);
        }

        for (var i = _way.Count - 1; i >= 0; i--)
        {
            // What has been replaced has taken all below it along.
            if (IsInTree(_way[i]))
            {
                (_way[i].Statistics as LearningLeaf<TTarget>)?.Learn(x, y, weight);
                policy.Revisit(this, _way[i], x);
            }
        }
    }

    private bool IsInTree(Branch branch)
    {
        TreeNode node = branch;
        while (node.Parent is { } above)
        {
            if (above.Child(node.ParentIndex) != node)
            {
                return false;
            }

            node = above;
        }

        return node == Root;
    }

    private TreeNode CreateNode(string shape) => shape switch
    {
        "branch" => new Branch { Statistics = policy.KeepsStatistics ? policy.NewLeaf(0) : null },
        "leaf" => policy.NewLeaf(0),
        _ => throw new StateFormatException($"A tree has no node of the shape '{shape}'."),
    };
}
