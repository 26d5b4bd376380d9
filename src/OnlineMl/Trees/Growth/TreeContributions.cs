using OnlineMl.Features;

namespace OnlineMl.Trees.Growth;

/// <summary>What each feature adds to what a tree predicts: at each branch, what the number of the child is more than that of the branch goes to the
/// feature that the branch asks for.</summary>
/// <remarks>Saabas, "Interpreting random forests" (2014). What the leaf says on top is added to the same features.</remarks>
internal sealed class TreeContributions
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, double> _added = new(StringComparer.Ordinal);

    /// <summary>What the tree predicts without any feature.</summary>
    public double Baseline { get; set; }

    /// <summary>Adds to what a feature adds.</summary>
    public void Add(string name, double contribution)
    {
        if (!_added.TryGetValue(name, out var before))
        {
            _names.Add(name);
        }

        _added[name] = before + contribution;
    }

    /// <summary>Follows the way of an example to its leaf.</summary>
    /// <param name="root">Where the way begins.</param>
    /// <param name="x">The example.</param>
    /// <param name="numberOf">The number of the examples that came to some leaves.</param>
    public void Follow(TreeNode root, FeatureVector x, Func<IEnumerable<Leaf>, double> numberOf)
    {
        var node = root;
        var number = numberOf(NodeTree.LeavesBelow(node));
        Baseline = number;
        while (node is Branch branch)
        {
            node = branch.Next(x);
            var next = numberOf(NodeTree.LeavesBelow(node));
            Add(x.Space.NameOf(branch.Feature), next - number);
            number = next;
        }
    }

    public void WriteTo(Contributions contributions)
    {
        contributions.Baseline = Baseline;
        foreach (var name in _names)
        {
            contributions.Add(name, _added[name]);
        }
    }
}
