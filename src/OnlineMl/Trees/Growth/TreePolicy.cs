using OnlineMl.Features;

namespace OnlineMl.Trees.Growth;

/// <summary>What one kind of tree adds to the engine: its leaves, and when a node becomes another one.</summary>
/// <typeparam name="TTarget">What leaves learn: the number of a class, or a number.</typeparam>
internal abstract class TreePolicy<TTarget>
{
    /// <summary>Whether branches keep the leaf that they came from and let it go on learning, so that they can be judged again.</summary>
    public virtual bool KeepsStatistics => false;

    public abstract LearningLeaf<TTarget> NewLeaf(int depth);

    /// <summary>The grace period of a leaf is over: it may be split.</summary>
    public abstract void Attempt(TreeEngine<TTarget> tree, LearningLeaf<TTarget> leaf, FeatureVector x);

    /// <summary>A branch that keeps statistics has let them learn one more example: it may be replaced.</summary>
    public virtual void Revisit(TreeEngine<TTarget> tree, Branch branch, FeatureVector x)
    {
    }
}
