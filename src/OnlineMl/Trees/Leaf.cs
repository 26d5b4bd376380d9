using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>A leaf: what it has seen, and while it is active the statistics from which splits are chosen.</summary>
internal abstract class Leaf : TreeNode
{
    private double _lastAttempt;
    private bool _isActive = true;

    public bool IsActive => _isActive;

    /// <summary>The weight that the leaf had at its last split attempt.</summary>
    public double LastAttempt
    {
        get => _lastAttempt;
        set => _lastAttempt = value;
    }

    public abstract double TotalWeight { get; }

    /// <summary>How likely a split is; the least promising leaves are put to sleep first.</summary>
    public abstract double Promise { get; }

    public void Deactivate()
    {
        _isActive = false;
        ForgetStatistics();
    }

    public void Activate() => _isActive = true;

    protected abstract void ForgetStatistics();

    protected override void Describe(StateArchive state)
    {
        state.Field("lastAttempt", ref _lastAttempt);
        state.Field("active", ref _isActive);
    }
}
