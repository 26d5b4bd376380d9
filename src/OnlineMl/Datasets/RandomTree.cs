using System.Globalization;

namespace OnlineMl.Datasets;

/// <summary>Random points and categories, with classes taken from a random decision tree.</summary>
/// <remarks>Domingos and Hulten, "Mining high-speed data streams", KDD 2000. River's <c>RandomTree</c>, with its draws.
/// Categories are the numbers from 0.</remarks>
public sealed class RandomTree : SyntheticDataset
{
    /// <summary>A stream of examples whose classes are the numbers from 0.</summary>
    public RandomTree()
        : base(DatasetTask.MulticlassClassification)
    {
    }

    /// <summary>The seed of the tree. Default null, which is 0.</summary>
    public int? SeedTree { get; init; }

    /// <summary>The seed of the examples. Default null, which is 0.</summary>
    public int? SeedSample { get; init; }

    /// <summary>How many classes there are. Range [1, ∞), default 2.</summary>
    public int NClasses { get; init => field = Require.Positive(value); } = 2;

    /// <summary>How many features are numbers. Range [1, ∞), default 5.</summary>
    public int NNumFeatures { get; init => field = Require.Positive(value); } = 5;

    /// <summary>How many features are categories. Range [0, ∞), default 5.</summary>
    public int NCatFeatures { get; init => field = Require.NotNegative(value); } = 5;

    /// <summary>How many categories such a feature has. Range [1, ∞), default 5.</summary>
    public int NCategoriesPerFeature { get; init => field = Require.Positive(value); } = 5;

    /// <summary>The depth of the tree. Range [0, 20], default 5.</summary>
    public int MaxTreeDepth { get; init => field = Require.Between(value, 0, 20); } = 5;

    /// <summary>From which level on there may be leaves. Range [0, ∞), default 3.</summary>
    public int FirstLeafLevel { get; init => field = Require.NotNegative(value); } = 3;

    /// <summary>The share of leaves per level from there on. Range [0, 1], default 0.15.</summary>
    public double FractionLeavesPerLevel { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.15;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames =>
    [
        .. Enumerable.Range(0, NNumFeatures).Select(i => string.Create(CultureInfo.InvariantCulture, $"x_num_{i}")),
        .. Enumerable.Range(0, NCatFeatures).Select(i => string.Create(CultureInfo.InvariantCulture, $"x_cat_{i}")),
    ];

    private protected override ExampleMaker Start()
    {
        var most = new double[NNumFeatures];
        Array.Fill(most, 1);
        var root = Grow(new NumPyDraws(SeedTree), 0, [.. Enumerable.Range(0, NNumFeatures + NCatFeatures)], new double[NNumFeatures], most);
        var random = new NumPyDraws(SeedSample);
        return x =>
        {
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = i < NNumFeatures ? random.NextDouble() : random.NextInt(NCategoriesPerFeature);
            }

            var node = root;
            while (node.Children.Length > 0)
            {
                var value = x[node.Feature];
                node = node.Children[node.Feature < NNumFeatures ? (value < node.Threshold ? 0 : 1) : (int)value];
            }

            return new Label(node.Class);
        };
    }

    private Node Grow(NumPyDraws random, int depth, int[] candidates, double[] least, double[] most)
    {
        if (depth >= MaxTreeDepth || (depth >= FirstLeafLevel && FractionLeavesPerLevel >= 1 - random.NextDouble()))
        {
            return new Node([], 0, 0, random.NextInt(NClasses));
        }

        var chosen = random.NextInt(candidates.Length);
        if (chosen < NNumFeatures)
        {
            var threshold = ((most[chosen] - least[chosen]) * random.NextDouble()) + least[chosen];
            var lower = Grow(random, depth + 1, candidates, least, With(most, chosen, threshold));
            var upper = Grow(random, depth + 1, candidates, With(least, chosen, threshold), most);
            return new Node([lower, upper], chosen, threshold, 0);
        }

        // A category is of no more use below a split on it.
        var feature = candidates[chosen];
        var others = Array.FindAll(candidates, candidate => candidate != feature);
        var children = new Node[NCategoriesPerFeature];
        foreach (ref var child in children.AsSpan())
        {
            child = Grow(random, depth + 1, others, least, most);
        }

        return new Node(children, feature, 0, 0);
    }

    private static double[] With(double[] limits, int index, double value)
    {
        var changed = (double[])limits.Clone();
        changed[index] = value;
        return changed;
    }

    private sealed record Node(Node[] Children, int Feature, double Threshold, int Class);
}
