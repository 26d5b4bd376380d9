using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Growth;

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
public sealed class HoeffdingTreeClassifier : HoeffdingTree, IClassifier, IExplains, IExplainsAnyClass, ITakesEveryExample
{
    private const int StackLimit = 128;

    private readonly OrderedClasses _classes = new();

    /// <summary>How splits are judged. Default info_gain.</summary>
    public SplitCriterion SplitCriterion { get; init => field = Require.Defined(value); } = SplitCriterion.InfoGain;

    /// <summary>What leaves predict with. Default nba: naive Bayes or the majority class, whichever was right more often.</summary>
    public ClassLeafPrediction LeafPrediction { get; init => field = Require.Defined(value); } = ClassLeafPrediction.NaiveBayesAdaptive;

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

    private protected override NodeTree Engine => Tree;

    private TreeEngine<int> Tree => field ??= Grown();

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        if (Tree.FindLeaf(x) is not ClassLeaf leaf)
        {
            return default;
        }

        Span<double> votes = leaf.Stride <= StackLimit ? stackalloc double[leaf.Stride] : new double[leaf.Stride];
        var places = _classes.Places;
        var best = -1;
        var values = leaf.UsesBayes && LeafBayes.TryVote(leaf, x, votes) ? votes[..leaf.Count] : leaf.Weights;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (best < 0 || values[slot] > values[best] ||
                (values[slot] == values[best] && places[leaf.Classes[slot]] < places[leaf.Classes[best]]))
            {
                best = slot;
            }
        }

        return best < 0 ? _classes.Sorted[0] : _classes.Table[leaf.Classes[best]];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var result = probabilities.Fill(_classes.Sorted);
        if (Tree.FindLeaf(x) is not ClassLeaf leaf)
        {
            return;
        }

        Span<double> votes = leaf.Stride <= StackLimit ? stackalloc double[leaf.Stride] : new double[leaf.Stride];
        var places = _classes.Places;
        var classes = leaf.Classes;
        var isBayes = leaf.UsesBayes && LeafBayes.TryVoteProbabilities(leaf, x, votes);
        var total = leaf.TotalWeight;
        var scale = total > 0 ? 1 / total : 0;
        for (var slot = 0; slot < classes.Length; slot++)
        {
            result[places[classes[slot]]] = isBayes ? votes[slot] : leaf.Weights[slot] * scale;
        }
    }

    /// <summary>Writes what each feature adds to the probability of the predicted class: on the way to the leaf by how the share of the class changes from
    /// node to node, and in a leaf of naive Bayes by what the values say.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        var probabilities = new Probabilities();
        PredictProbabilities(x, probabilities);
        Explain(x, probabilities.MostProbable, probabilities, contributions);
    }

    void IExplainsAnyClass.Explain(FeatureVector x, Label label, Contributions contributions)
    {
        var probabilities = new Probabilities();
        PredictProbabilities(x, probabilities);
        Explain(x, label, probabilities, contributions);
    }

    private void Explain(FeatureVector x, Label label, Probabilities probabilities, Contributions contributions)
    {
        contributions.Scale = ContributionScale.Probability;
        contributions.Class = label;
        if (Tree.Root is not { } root)
        {
            return;
        }

        var category = _classes.Table.IndexOf(contributions.Class);
        var parts = new TreeContributions();
        parts.Follow(root, x, leaves => ClassLeaf.ShareOf(category, leaves));
        var leaf = (ClassLeaf)Tree.FindLeaf(x)!;
        if (leaf.UsesBayes && leaf.SlotOf(category) is >= 0 and var slot)
        {
            BayesContributions.Add(leaf, x, slot, probabilities[contributions.Class] - ClassLeaf.ShareOf(category, [leaf]), parts);
        }

        parts.WriteTo(contributions);
    }

    /// <inheritdoc/>
    /// <remarks>A whole weight counts as that many repetitions, but for when splits are attempted.</remarks>
    /// <exception cref="NonFiniteStepException">A number is not finite.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.FiniteNumbers(x, nameof(HoeffdingTreeClassifier));
        if (Require.Example(x, y, weight))
        {
            Tree.Learn(x, _classes.GetOrAdd(y), weight);
        }
    }

    private protected override void Describe(StateArchive state)
    {
        _classes.Describe(state);
        Tree.Describe(state);
        if (state.IsLoading && Tree.Root is not null &&
            (_classes.Table.Count == 0 || Tree.Nodes().Exists(node => node is ClassLeaf leaf && leaf.Classes.ContainsAnyExceptInRange(0, _classes.Table.Count - 1))))
        {
            throw new StateFormatException($"A leaf of the tree has another class than the {_classes.Table.Count} of the tree.");
        }
    }

    private TreeEngine<int> Grown()
    {
        var settings = new ClassTreeSettings(this)
        {
            SplitCriterion = SplitCriterion,
            LeafPrediction = LeafPrediction,
            NbThreshold = NbThreshold,
            Splitter = Splitter,
            MinBranchFraction = MinBranchFraction,
            MaxShareToSplit = MaxShareToSplit,
            NominalSmoothing = NominalSmoothing ?? (RiverRules ? 0 : 1),
        };
        return new TreeEngine<int>(settings, new ClassTreePolicy(settings, _classes));
    }
}
