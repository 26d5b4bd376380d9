using OnlineMl.Features;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Growth;

/// <summary>Splits a leaf when the best split is better than the second best by more than the Hoeffding bound.</summary>
/// <remarks>Domingos and Hulten, KDD 2000 (VFDT).</remarks>
internal sealed class ClassTreePolicy(ClassTreeSettings settings, OrderedClasses classes) : TreePolicy<int>
{
    private double[] _scratch = [];

    public override LearningLeaf<int> NewLeaf(int depth) => new ClassLeaf(settings) { Depth = depth };

    public override void Attempt(TreeEngine<int> tree, LearningLeaf<int> leaf, FeatureVector x)
    {
        var candidate = (ClassLeaf)leaf;
        if (!candidate.IsPure)
        {
            Attempt(tree, candidate, x);
        }
    }

    private void Attempt(TreeEngine<int> tree, ClassLeaf leaf, FeatureVector x)
    {
        var total = leaf.TotalWeight;
        var isDominated = leaf.Weights[leaf.MajoritySlot()] / total > settings.MaxShareToSplit;
        if (isDominated && !settings.RiverRules)
        {
            return;
        }

        // River's rule: a leaf that one class dominates tries not to split, goes to sleep by that, and may wake without statistics.
        var observers = isDominated ? [] : leaf.Watch.Observers;
        var merits = new double[observers.Length];
        var contest = new SplitContest(x.Space, settings.RiverRules);
        if (_scratch.Length < leaf.Count * 2)
        {
            _scratch = new double[leaf.Stride * 2];
        }

        var merit = new SplitMerit(
            settings.SplitCriterion, settings.MinBranchFraction, leaf.Weights, SlotOf(leaf, 0), SlotOf(leaf, 1), _scratch);
        for (var i = 0; i < observers.Length; i++)
        {
            var proposal = observers[i].Best(merit, settings.BinarySplit) with { Observer = i };
            merits[i] = proposal.Test == BranchTest.None ? double.NaN : proposal.Merit;
            contest.Enter(proposal, observers[i].Feature);
        }

        var (best, second) = (contest.Best, contest.Second);
        var candidates = observers.Length + (isDominated || settings.MeritPreprune ? 1 : 0);
        var isDue = candidates == 1;
        var poor = new List<int>();
        if (candidates > 1)
        {
            var bound = settings.HoeffdingBound(SplitMerit.Range(settings.SplitCriterion, leaf.Count), total);
            isDue = best.Merit - second.Merit > bound || bound < settings.Tau;
            for (var i = 0; i < merits.Length && settings.RemovePoorAttrs && settings.LeafPrediction == ClassLeafPrediction.MajorityClass; i++)
            {
                if (best.Merit - merits[i] > bound)
                {
                    poor.Add(observers[i].Feature);
                }
            }
        }

        if (isDue && best.Splits)
        {
            Split(tree, leaf, best, x.Space);
            tree.EnforceSizeLimit();
        }
        else if (isDue)
        {
            tree.Budget.PutToSleep(leaf);
            tree.EnforceSizeLimit();
        }

        leaf.Watch.Disable(poor);
    }

    private void Split(TreeEngine<int> tree, ClassLeaf leaf, SplitCandidate split, FeatureSpace space)
    {
        var observer = leaf.Watch.Observers[split.Observer];
        var keys = observer.KeysOf(split, space);
        var weights = new double[observer.BranchesOf(split) * leaf.Count];
        observer.Distribute(split, keys, leaf.Weights, weights);
        var order = observer.Order.ToArray();
        if (split.Test == BranchTest.NominalMultiway)
        {
            var slots = leaf.Classes.ToArray();
            var places = classes.Places.ToArray();
            Array.Sort(order, (left, right) => places[slots[left]].CompareTo(places[slots[right]]));
        }

        var children = new Leaf[weights.Length / leaf.Count];
        for (var i = 0; i < children.Length; i++)
        {
            var child = new ClassLeaf(settings) { Depth = leaf.Depth + 1 };
            foreach (var slot in order)
            {
                var weight = weights[(i * leaf.Count) + slot];
                if (weight >= 0)
                {
                    child.Seed(leaf.Classes[slot], weight);
                }
            }

            child.LastAttempt = settings.RiverRules ? child.TotalWeight : 0;
            children[i] = child;
        }

        tree.Split(leaf, new Branch(split, observer.Feature, keys) { Depth = leaf.Depth }, children);
    }

    private int SlotOf(ClassLeaf leaf, long number)
    {
        for (var slot = 0; slot < leaf.Count; slot++)
        {
            var label = classes.Table[leaf.Classes[slot]];
            if (label.HasNumber && label.Number == number)
            {
                return slot;
            }
        }

        return -1;
    }
}
