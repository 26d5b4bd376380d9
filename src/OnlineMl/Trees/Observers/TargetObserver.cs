using OnlineMl.Features;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>What a leaf of a regression tree knows of one feature: how the target is distributed over its values.</summary>
internal abstract class TargetObserver : FeatureObserver
{

    public abstract void Update(FeatureVector x, int position, double y, double weight);

    public abstract SplitCandidate Best(VarianceReduction merit, bool binaryOnly, FeatureSpace space);

    /// <summary>The values or intervals that stand for the branches of a split, in their order.</summary>
    public virtual long[] KeysOf(SplitCandidate split, FeatureSpace space) => [];

    /// <summary>The target in each branch of a split.</summary>
    public abstract TargetMoments[] Distribute(SplitCandidate split, ReadOnlySpan<long> keys, TargetMoments all);

    /// <summary>Forgets thresholds that are much worse than the best one, after a split attempt failed.</summary>
    /// <param name="merit">The measure.</param>
    /// <param name="least">The merit below which a threshold is bad.</param>
    public virtual void Prune(VarianceReduction merit, double least)
    {
    }
}
