using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Trees.Growth;

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
public sealed class HoeffdingTreeRegressor : HoeffdingTree, IRegressor, IExplains, IPredictsInterval
{
    /// <summary>Makes a tree of at most 500 MiB.</summary>
    public HoeffdingTreeRegressor() => MaxSize = 500;

    /// <summary>What leaves predict with. Default adaptive.</summary>
    public RegressionLeafPrediction LeafPrediction { get; init => field = Require.Defined(value); } = RegressionLeafPrediction.Adaptive;

    /// <summary>The model of which each leaf gets a copy, unless leaves predict the mean. Default LinearRegression.</summary>
    public IRegressor LeafModel { get; init => field = Require.Given(value); } = new LinearRegression();

    /// <summary>How much of the past squared errors is kept when mean and model are compared. Range [0, 1], default 0.95.</summary>
    public double ModelSelectorDecay { get; init => field = Require.Between(value, 0, 1); } = 0.95;

    /// <summary>How numeric features are watched. Default TEBSTSplitter.</summary>
    public RegressionSplitter Splitter { get; init => field = Require.Given(value); } = new TebstSplitter();

    /// <summary>The weight that every branch of a split must have. Range [0, ∞), default 5.</summary>
    public int MinSamplesSplit { get; init => field = Require.NotNegative(value); } = 5;

    private protected override NodeTree Engine => Tree;

    private TreeEngine<double> Tree => field ??= Grown();

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => Tree.FindLeaf(x) is RegressionLeaf leaf ? leaf.Predict(x) : 0;

    /// <summary>Writes what each feature adds: on the way to the leaf by how the mean of the target changes from node to node, and what it adds in the model
    /// of the leaf where that answers. What the model says without features more than the mean is part of the baseline.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        if (Tree.Root is { } root)
        {
            var parts = new TreeContributions();
            parts.Follow(root, x, RegressionLeaf.MeanOf);
            ((RegressionLeaf)Tree.FindLeaf(x)!).Explain(x, parts);
            parts.WriteTo(contributions);
        }
    }

    /// <summary>The interval by the spread of the targets in the leaf where it answers with their mean, or by the recent errors of its model where that
    /// answers. Of a model that is not compared with the mean no errors are known, and there is no interval.</summary>
    /// <inheritdoc/>
    public Interval? PredictInterval(FeatureVector x, double level) =>
        Tree.FindLeaf(x) is RegressionLeaf leaf ? leaf.PredictInterval(x, Require.StrictlyBetween(level, 0, 1)) : null;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number is not finite, or the model of the leaf refused the step; the tree is as it
    /// was.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.FiniteNumbers(x, nameof(HoeffdingTreeRegressor));
        var names = x.Space.Mark();
        if (!Require.Example(x, y, weight))
        {
            return;
        }

        try
        {
            Tree.Learn(x, y, weight);
        }
        catch
        {
            x.TakeBack(names);
            throw;
        }
    }

    private protected override void Describe(StateArchive state) => Tree.Describe(state);

    private TreeEngine<double> Grown()
    {
        var settings = new RegressionTreeSettings(this)
        {
            LeafPrediction = LeafPrediction,
            LeafModel = LeafModel,
            ModelSelectorDecay = ModelSelectorDecay,
            Splitter = Splitter,
            MinSamplesSplit = MinSamplesSplit,
        };
        return new TreeEngine<double>(settings, new RegressionTreePolicy(settings));
    }
}
