using OnlineMl.Features;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Growth;

/// <summary>Splits a leaf when the best split lowers the variance of the target clearly more than the second best.</summary>
/// <remarks>Ikonomovska, Gama, Džeroski (2011): the ratio of the two merits is compared, whose range is 1.</remarks>
internal sealed class RegressionTreePolicy(RegressionTreeSettings settings) : TreePolicy<double>
{
    public override LearningLeaf<double> NewLeaf(int depth) => new RegressionLeaf(settings) { Depth = depth };

    public override void Attempt(TreeEngine<double> tree, LearningLeaf<double> leaf, FeatureVector x) => Attempt(tree, (RegressionLeaf)leaf, x);

    private void Attempt(TreeEngine<double> tree, RegressionLeaf leaf, FeatureVector x)
    {
        var merit = new VarianceReduction(leaf.Target, settings.MinSamplesSplit);
        var observers = leaf.Watch.Observers;
        var merits = new double[observers.Length];
        var contest = new SplitContest(x.Space, settings.RiverRules);
        for (var i = 0; i < observers.Length; i++)
        {
            var proposal = observers[i].Best(merit, settings.BinarySplit, x.Space) with { Observer = i };
            merits[i] = proposal.Test == BranchTest.None ? double.NaN : proposal.Merit;
            contest.Enter(proposal, observers[i].Feature);
        }

        var (best, second) = (contest.Best, contest.Second);
        var candidates = observers.Length + (settings.MeritPreprune ? 1 : 0);
        var bound = settings.HoeffdingBound(1, leaf.TotalWeight);
        var ratio = second.Merit / best.Merit;
        var isDue = candidates == 1 || (candidates > 1 && best.Merit > 0 && (ratio < 1 - bound || bound < settings.Tau));
        if (isDue && best.Splits)
        {
            Split(tree, leaf, best, x.Space);
            tree.EnforceSizeLimit();
            return;
        }

        if (settings.RemovePoorAttrs && candidates > 1 && best.Merit > 0)
        {
            DisablePoor(leaf, merits, best.Merit, ratio - (2 * bound));
        }

        if (isDue)
        {
            tree.Budget.PutToSleep(leaf);
            tree.EnforceSizeLimit();
        }
        else if (best.Merit > 0 && second.Merit > 0)
        {
            foreach (var observer in leaf.Watch.Observers)
            {
                observer.Prune(merit, best.Merit * (ratio - (2 * bound)));
            }
        }
    }

    private static void DisablePoor(RegressionLeaf leaf, double[] merits, double best, double leastShare)
    {
        var poor = new List<int>();
        for (var i = 0; i < merits.Length; i++)
        {
            if (merits[i] / best < leastShare)
            {
                poor.Add(leaf.Watch.Observers[i].Feature);
            }
        }

        leaf.Watch.Disable(poor);
    }

    private void Split(TreeEngine<double> tree, RegressionLeaf leaf, SplitCandidate split, FeatureSpace space)
    {
        var observer = leaf.Watch.Observers[split.Observer];
        var keys = observer.KeysOf(split, space);
        var targets = observer.Distribute(split, keys, leaf.Target);
        var children = Array.ConvertAll<Observers.TargetMoments, Leaf>(
            targets, target => new RegressionLeaf(settings, leaf, target) { Depth = leaf.Depth + 1 });
        tree.Split(leaf, new Branch(split, observer.Feature, keys) { Depth = leaf.Depth }, children);
    }
}
