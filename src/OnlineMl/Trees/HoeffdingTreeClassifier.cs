using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>A decision tree that splits a leaf as soon as enough examples make the best split certain.</summary>
/// <remarks>Domingos and Hulten, KDD 2000 (VFDT), with naive Bayes leaves (Gama, Rocha, Medas, KDD 2003; Holmes, Kirkby,
/// Pfahringer 2005). Texts are nominal, numbers are quantities. Learning costs O(depth + features × classes), as does predicting;
/// memory grows with leaves × features × classes. A missing value takes the most travelled way.
/// <example><code>
/// var tree = new HoeffdingTreeClassifier { GracePeriod = 50 };
/// var x = new FeatureVector { ["length"] = 1.4, ["colour"] = "red" };
/// tree.Learn(x, "apple");
/// var label = tree.Predict(x);
/// </code></example></remarks>
[Component("HoeffdingTreeClassifier")]
public sealed class HoeffdingTreeClassifier : HoeffdingTree, IClassifier, ITakesEveryExample
{
    private const int StackLimit = 128;

    private readonly ClassTable _classes = new();
    private ClassTable _sorted = new();

    // The place of each class among the sorted ones.
    private int[] _places = [];
    private double[] _scratch = [];

    /// <summary>How splits are judged. Default info_gain.</summary>
    public SplitCriterion SplitCriterion { get; init; } = SplitCriterion.InfoGain;

    /// <summary>What leaves predict with. Default nba: naive Bayes or the majority class, whichever was right more often.</summary>
    public ClassLeafPrediction LeafPrediction { get; init; } = ClassLeafPrediction.NaiveBayesAdaptive;

    /// <summary>The weight that a leaf needs before it uses naive Bayes, with leaf_prediction nb. Range [0, ∞), default 0.</summary>
    public int NbThreshold { get; init => field = Require.NotNegative(value); }

    /// <summary>How numeric features are watched. Default GaussianSplitter.</summary>
    public ClassSplitter Splitter { get; init => field = Require.Given(value); } = new GaussianSplitter();

    /// <summary>The share of a leaf's weight that each of at least two branches must get. Range [0, 0.5], default 0.01.</summary>
    public double MinBranchFraction { get; init => field = Require.Between(value, 0, 0.5); } = 0.01;

    /// <summary>A leaf is not split while one class holds more than this share of it. Range (0, 1], default 0.99.</summary>
    public double MaxShareToSplit { get; init => field = Require.Between(Require.Positive(value), 0, 1); } = 0.99;

    /// <summary>What naive Bayes leaves add to the weight of each value of a nominal feature in each class. With s the likelihood of
    /// a value is (count + s) / (total + s × values seen); 1 is Laplace's rule, which MOA has too. With 0 a value that was not seen
    /// with a class says nothing about that class, as in river. Null is 1, or 0 with river's rules. Range [0, ∞), default null.</summary>
    public double? NominalSmoothing { get; init => field = value is { } smoothing ? Require.NotNegative(smoothing) : null; }

    internal double Smoothing => NominalSmoothing ?? (RiverRules ? 0 : 1);

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        if (FindLeaf(x) is not ClassLeaf leaf)
        {
            return default;
        }

        Span<double> votes = leaf.Stride <= StackLimit ? stackalloc double[leaf.Stride] : new double[leaf.Stride];
        var best = -1;
        var values = leaf.UsesBayes && leaf.TryVote(x, votes) ? votes[..leaf.Count] : leaf.Weights;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (best < 0 || values[slot] > values[best] ||
                (values[slot] == values[best] && _places[leaf.Classes[slot]] < _places[leaf.Classes[best]]))
            {
                best = slot;
            }
        }

        return best < 0 ? _sorted[0] : _classes[leaf.Classes[best]];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var result = probabilities.Fill(_sorted);
        if (FindLeaf(x) is not ClassLeaf leaf)
        {
            return;
        }

        Span<double> votes = leaf.Stride <= StackLimit ? stackalloc double[leaf.Stride] : new double[leaf.Stride];
        var classes = leaf.Classes;
        var isBayes = leaf.UsesBayes && leaf.TryVoteProbabilities(x, votes);
        var total = leaf.TotalWeight;
        var scale = total > 0 ? 1 / total : 0;
        for (var slot = 0; slot < classes.Length; slot++)
        {
            result[_places[classes[slot]]] = isBayes ? votes[slot] : leaf.Weights[slot] * scale;
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (!Require.Example(x, weight))
        {
            return;
        }

        var category = _classes.GetOrAdd(y);
        if (_classes.Count != _sorted.Count)
        {
            Sort();
        }

        var leaf = (ClassLeaf)Descend(x, weight, out var certain);
        leaf.Learn(x, category, weight);
        AfterLearning(leaf, x, certain);
    }

    private protected override void DescribeTarget(StateArchive state)
    {
        state.Child("classes", _classes);
        if (state.IsLoading)
        {
            Sort();
        }
    }

    private protected override Leaf NewLeaf(int depth) => new ClassLeaf(this) { Depth = depth };

    private protected override void AttemptSplit(Leaf leaf, FeatureVector x)
    {
        var candidate = (ClassLeaf)leaf;
        if (!candidate.IsPure)
        {
            AttemptSplit(candidate, x);
        }
    }

    private void AttemptSplit(ClassLeaf leaf, FeatureVector x)
    {
        var total = leaf.TotalWeight;
        var dominated = leaf.Weights[leaf.MajoritySlot()] / total > MaxShareToSplit;
        if (dominated && !RiverRules)
        {
            return;
        }

        // River's rule: a leaf that one class dominates tries not to split, goes to sleep by that, and may wake without statistics.
        var observers = dominated ? [] : leaf.Observers;
        var merits = new double[observers.Length];
        var best = new SplitCandidate();
        var second = new SplitCandidate();
        var candidates = dominated || MeritPreprune ? 1 : 0;
        if (_scratch.Length < leaf.Count * 2)
        {
            _scratch = new double[leaf.Stride * 2];
        }

        var merit = new SplitMerit(SplitCriterion, MinBranchFraction, leaf.Weights, SlotOf(leaf, 0), SlotOf(leaf, 1), _scratch);
        for (var i = 0; i < observers.Length; i++)
        {
            var proposal = observers[i].Best(merit, BinarySplit) with { Observer = i };
            merits[i] = proposal.Test == BranchTest.None ? double.NaN : proposal.Merit;
            candidates++;

            if (IsBetter(proposal, observers[i].Feature, best, best.Observer < 0 ? -1 : observers[best.Observer].Feature, x.Space))
            {
                (second, best) = (best, proposal);
            }
            else if (proposal.Merit > second.Merit)
            {
                second = proposal;
            }
        }

        var split = candidates == 1;
        if (candidates > 1)
        {
            var bound = HoeffdingBound(SplitMerit.Range(SplitCriterion, leaf.Count), total);
            split = best.Merit - second.Merit > bound || bound < Tau;
            if (RemovePoorAttrs && LeafPrediction == ClassLeafPrediction.MajorityClass)
            {
                for (var i = 0; i < merits.Length; i++)
                {
                    if (best.Merit - merits[i] > bound)
                    {
                        leaf.Disable(i);
                    }
                }
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

        leaf.DropDisabled();
    }

    private void Split(ClassLeaf leaf, SplitCandidate split, FeatureSpace space)
    {
        var observer = leaf.Observers[split.Observer];
        var keys = observer.KeysOf(split, space);
        var weights = new double[observer.BranchesOf(split) * leaf.Count];
        observer.Distribute(split, keys, leaf.Weights, weights);
        var order = observer.Order.ToArray();
        if (split.Test == BranchTest.NominalMultiway)
        {
            var classes = leaf.Classes.ToArray();
            Array.Sort(order, (left, right) => _places[classes[left]].CompareTo(_places[classes[right]]));
        }

        var children = new Leaf[weights.Length / leaf.Count];
        for (var i = 0; i < children.Length; i++)
        {
            var child = new ClassLeaf(this) { Depth = leaf.Depth + 1 };
            foreach (var slot in order)
            {
                var weight = weights[(i * leaf.Count) + slot];
                if (weight >= 0)
                {
                    child.Seed(leaf.Classes[slot], weight);
                }
            }

            child.LastAttempt = RiverRules ? child.TotalWeight : 0;
            children[i] = child;
        }

        Replace(leaf, new Branch(split, observer.Feature, keys) { Depth = leaf.Depth }, children);
    }

    private int SlotOf(ClassLeaf leaf, long number)
    {
        for (var slot = 0; slot < leaf.Count; slot++)
        {
            var label = _classes[leaf.Classes[slot]];
            if (label.Kind is LabelKind.Boolean or LabelKind.Number && label.Number == number)
            {
                return slot;
            }
        }

        return -1;
    }

    private void Sort()
    {
        var labels = _classes.Labels.ToArray();
        Array.Sort(labels);

        // A new table: buffers that were filled before keep the labels they have.
        _sorted = new ClassTable();
        foreach (var label in labels)
        {
            _sorted.GetOrAdd(label);
        }

        _places = new int[_classes.Count];
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i] = _sorted.IndexOf(_classes[i]);
        }
    }
}
