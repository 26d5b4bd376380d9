using OnlineMl.Features;

namespace OnlineMl.Trees.Growth;

/// <summary>A leaf that learns targets of one kind.</summary>
/// <typeparam name="TTarget">The number of a class, or a number.</typeparam>
internal abstract class LearningLeaf<TTarget> : Leaf
{
    /// <summary>Learns an example, or refuses it and stays as it was.</summary>
    public abstract void Learn(FeatureVector x, TTarget y, double weight);
}
