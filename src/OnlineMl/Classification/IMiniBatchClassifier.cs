using OnlineMl.Features;

namespace OnlineMl.Classification;

/// <summary>A classifier to which a batch is more than its examples one by one: it takes one step for all of them.</summary>
/// <remarks>For every other classifier <see cref="MiniBatch.LearnMany(IClassifier, IReadOnlyList{FeatureVector}, ReadOnlySpan{Label}, ReadOnlySpan{double})"/>
/// is the loop over <see cref="IClassifier.Learn"/>.</remarks>
public interface IMiniBatchClassifier : IClassifier
{
    /// <summary>Learns from a batch.</summary>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="labels">A class per example.</param>
    /// <param name="weights">How much each example counts, at least 0; nothing when each counts 1.</param>
    /// <exception cref="ArgumentException">There are not as many classes or weights as examples.</exception>
    void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Label> labels, ReadOnlySpan<double> weights = default);
}
