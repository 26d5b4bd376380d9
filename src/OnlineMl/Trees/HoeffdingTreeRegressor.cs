using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>A regression tree that splits a leaf as soon as enough examples make the best split certain.</summary>
/// <remarks>Splits by variance reduction, as FIMT-DD (Ikonomovska, Gama, Džeroski 2011), without its drift detection. Texts are
/// nominal, numbers are quantities. Learning costs O(depth + features × values watched). The linear leaf models want scaled input.
/// <example><code>
/// var tree = new HoeffdingTreeRegressor { GracePeriod = 100, LeafPrediction = RegressionLeafPrediction.Mean };
/// var x = new FeatureVector { ["age"] = 3.5 };
/// tree.Learn(x, 12);
/// var predicted = tree.Predict(x);
/// </code></example></remarks>
[Component("HoeffdingTreeRegressor")]
public sealed class HoeffdingTreeRegressor : HoeffdingTree, IRegressor
{
    /// <summary>Makes a tree of at most 500 MiB.</summary>
    public HoeffdingTreeRegressor() => MaxSize = 500;

    /// <summary>What leaves predict with. Default adaptive.</summary>
    public RegressionLeafPrediction LeafPrediction { get; init; } = RegressionLeafPrediction.Adaptive;

    /// <summary>The model of which each leaf gets a copy, unless leaves predict the mean. Default LinearRegression.</summary>
    public IRegressor LeafModel { get; init => field = Require.Given(value); } = new LinearRegression();

    /// <summary>How much of the past squared errors is kept when mean and model are compared. Range [0, 1], default 0.95.</summary>
    public double ModelSelectorDecay { get; init => field = Require.Between(value, 0, 1); } = 0.95;

    /// <summary>How numeric features are watched. Default TEBSTSplitter.</summary>
    public RegressionSplitter Splitter { get; init => field = Require.Given(value); } = new TebstSplitter();

    /// <summary>The weight that every branch of a split must have. Range [0, ∞), default 5.</summary>
    public int MinSamplesSplit { get; init => field = Require.NotNegative(value); } = 5;

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => FindLeaf(x) is RegressionLeaf leaf ? leaf.Predict(x) : 0;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The model of the leaf refused the step. It keeps what it knew; all else in the tree
    /// has learned the example.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        if (!Require.Example(x, y, weight))
        {
            return;
        }

        var leaf = (RegressionLeaf)Descend(x, weight, out var certain);
        try
        {
            leaf.Learn(x, y, weight);
        }
        finally
        {
            // Where the model of the leaf refuses the step, the statistics of the leaf have taken the example in.
            AfterLearning(leaf, x, certain);
        }
    }

    private protected override void DescribeTarget(StateArchive state)
    {
    }

    private protected override Leaf NewLeaf(int depth) => new RegressionLeaf(this) { Depth = depth };

    private protected override void AttemptSplit(Leaf leaf, FeatureVector x) => AttemptSplit((RegressionLeaf)leaf, x);

    private void AttemptSplit(RegressionLeaf leaf, FeatureVector x)
    {
        var merit = new VarianceReduction(leaf.Target, MinSamplesSplit);
        var observers = leaf.Observers;
        var merits = new double[observers.Length];
        var best = new SplitCandidate();
        var second = new SplitCandidate();
        for (var i = 0; i < observers.Length; i++)
        {
            var proposal = observers[i].Best(merit, BinarySplit, x.Space) with { Observer = i };
            merits[i] = proposal.Test == BranchTest.None ? double.NaN : proposal.Merit;

            if (IsBetter(proposal, observers[i].Feature, best, best.Observer < 0 ? -1 : observers[best.Observer].Feature, x.Space))
            {
                (second, best) = (best, proposal);
            }
            else if (proposal.Merit > second.Merit)
            {
                second = proposal;
            }
        }

        var candidates = observers.Length + (MeritPreprune ? 1 : 0);
        var split = candidates == 1;
        var bound = HoeffdingBound(1, leaf.TotalWeight);
        var ratio = second.Merit / best.Merit;
        if (candidates > 1)
        {
            split = best.Merit > 0 && (ratio < 1 - bound || bound < Tau);
            if (RemovePoorAttrs && best.Merit > 0)
            {
                var poor = new List<int>();
                for (var i = 0; i < merits.Length; i++)
                {
                    if (merits[i] / best.Merit < ratio - (2 * bound))
                    {
                        poor.Add(i);
                    }
                }

                if (split && best.Splits)
                {
                    Split(leaf, best, x.Space);
                    EnforceSizeLimit();
                    return;
                }

                leaf.Disable(poor);
            }
        }

        if (split)
        {
            if (best.Splits)
            {
                Split(leaf, best, x.Space);
            }
            else
            {
                PutToSleep(leaf);
            }

            EnforceSizeLimit();
        }
        else if (best.Merit > 0 && second.Merit > 0)
        {
            foreach (var observer in leaf.Observers)
            {
                observer.Prune(merit, best.Merit * (ratio - (2 * bound)));
            }
        }
    }

    private void Split(RegressionLeaf leaf, SplitCandidate split, FeatureSpace space)
    {
        var observer = leaf.Observers[split.Observer];
        var keys = observer.KeysOf(split, space);
        var targets = observer.Distribute(split, keys, leaf.Target);
        var children = Array.ConvertAll<TargetMoments, Leaf>(
            targets, target => new RegressionLeaf(this, leaf, target) { Depth = leaf.Depth + 1 });
        Replace(leaf, new Branch(split, observer.Feature, keys) { Depth = leaf.Depth }, children);
    }
}
