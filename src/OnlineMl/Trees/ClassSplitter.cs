using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>How the leaves of a classification tree watch numeric features and propose thresholds for them.</summary>
/// <remarks>A splitter holds settings only; what is watched belongs to the leaves.</remarks>
public abstract class ClassSplitter
{
    private protected ClassSplitter()
    {
    }

    internal abstract ClassObserver Observe(int feature, bool riverRules);
}
