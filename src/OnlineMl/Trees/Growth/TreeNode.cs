using OnlineMl.State;

namespace OnlineMl.Trees.Growth;

/// <summary>A node of a tree.</summary>
internal abstract class TreeNode : IStateful
{
    private int _depth;

    /// <summary>The branch above, or null at the root.</summary>
    public Branch? Parent { get; set; }

    /// <summary>Which child of the parent this is.</summary>
    public int ParentIndex { get; set; }

    public int Depth
    {
        get => _depth;
        init => _depth = value;
    }

    public abstract long Size { get; }

    public abstract double TotalWeight { get; }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("depth", ref _depth);
        Describe(state);
    }

    protected abstract void Describe(StateArchive state);
}
