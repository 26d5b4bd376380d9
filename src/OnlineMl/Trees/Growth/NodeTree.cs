using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Trees.Growth;

/// <summary>The nodes of a tree, the ways through them, and how they are saved.</summary>
internal abstract class NodeTree(TreeSettings settings)
{
    public TreeSettings Settings { get; } = settings;

    public LeafBudget Budget { get; } = new(settings);

    public TreeNode? Root { get; protected set; }

    /// <summary>All nodes, parents before children, children from left to right.</summary>
    public List<TreeNode> Nodes() => Below(Root);

    /// <summary>The leaf that an example belongs to. Where the way is unknown, the most travelled one is taken.</summary>
    public Leaf? FindLeaf(FeatureVector x)
    {
        var node = Root;
        while (node is Branch branch)
        {
            node = branch.Next(x);
        }

        return (Leaf?)node;
    }

    /// <summary>The leaves of a part of a tree.</summary>
    public static IEnumerable<Leaf> LeavesBelow(TreeNode node) => Below(node).OfType<Leaf>();

    /// <summary>Puts a node, and all below it, in the place of another.</summary>
    public void Replace(TreeNode node, TreeNode other)
    {
        Budget.Add(Count(other, isActive: true) - Count(node, isActive: true), Count(other, isActive: false) - Count(node, isActive: false));
        var gained = other.TotalWeight - node.TotalWeight;
        if (node.Parent is not { } parent)
        {
            Root = other;
            other.Parent = null;
            return;
        }

        parent.Replace(node.ParentIndex, other);
        for (var below = other; below.Parent is { } above; below = above)
        {
            above.AddWeight(below.ParentIndex, gained);
        }
    }

    protected static List<TreeNode> Below(TreeNode? root)
    {
        var nodes = new List<TreeNode>();
        var open = new Stack<TreeNode>();
        if (root is not null)
        {
            open.Push(root);
        }

        while (open.TryPop(out var node))
        {
            nodes.Add(node);
            if (node is Branch branch)
            {
                for (var i = branch.Children.Length - 1; i >= 0; i--)
                {
                    open.Push(branch.Child(i));
                }
            }
        }

        return nodes;
    }

    /// <summary>Puts saved nodes together. Read from the last to the first, the children of a branch are the newest trees.</summary>
    protected static TreeNode? Linked(List<TreeNode> nodes)
    {
        var whole = new Stack<TreeNode>();
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i] is Branch branch)
            {
                var children = new TreeNode[branch.SavedChildren];
                for (var child = 0; child < children.Length; child++)
                {
                    children[child] = whole.TryPop(out var subtree) ? subtree
                        : throw new StateFormatException("The tree has a branch without its children.");
                }

                branch.Link(children);
            }

            (nodes[i] as Leaf)?.CompleteState();
            whole.Push(nodes[i]);
        }

        return whole.Count <= 1 ? whole.FirstOrDefault() : throw new StateFormatException("The tree has more than one root.");
    }

    private static int Count(TreeNode root, bool isActive) => Below(root).Count(node => node is Leaf leaf && leaf.IsActive == isActive);
}
