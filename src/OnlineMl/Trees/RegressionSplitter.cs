using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>How the leaves of a regression tree watch numeric features and propose thresholds for them.</summary>
/// <remarks>A splitter holds settings only; what is watched belongs to the leaves.</remarks>
public abstract class RegressionSplitter
{
    private protected RegressionSplitter()
    {
    }

    internal abstract TargetObserver Observe(int feature);
}
