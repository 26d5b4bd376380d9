using OnlineMl.State;

namespace OnlineMl.Trees.Growth;

/// <summary>A leaf: what it has seen, and while it is active the statistics from which splits are chosen.</summary>
internal abstract class Leaf : TreeNode
{
    private const double Unknown = -1;

    private double _lastAttempt;
    private double _learned;
    private bool _isActive = true;

    public bool IsActive => _isActive;

    /// <summary>What <see cref="Learned"/>, or with river's rules <see cref="TreeNode.TotalWeight"/>, was at the last split attempt.</summary>
    public double LastAttempt
    {
        get => _lastAttempt;
        set => _lastAttempt = value;
    }

    /// <summary>The weight of the examples that came to the leaf itself: exact for whole weights, unlike <see cref="TreeNode.TotalWeight"/>,
    /// which has shares of earlier examples in it.</summary>
    public double Learned => _learned;

    /// <summary>How likely a split is; the least promising leaves are put to sleep first.</summary>
    public abstract double Promise { get; }

    public void Deactivate()
    {
        _isActive = false;
        ForgetStatistics();
    }

    public void Activate() => _isActive = true;

    /// <summary>Takes over what a state written before <see cref="Learned"/> was counted has in its place.</summary>
    public void CompleteState() => _learned = _learned < 0 ? TotalWeight : _learned;

    protected void CountLearned(double weight) => _learned += weight;

    protected abstract void ForgetStatistics();

    protected override void Describe(StateArchive state)
    {
        state.Field("lastAttempt", ref _lastAttempt);
        _learned = state.IsLoading ? Unknown : _learned;
        state.Field("learned", ref _learned, NumberRange.NotNegative);
        state.Field("active", ref _isActive);
    }
}
