using OnlineMl.Features;

namespace OnlineMl.Regression;

/// <summary>A regressor to which a batch is more than its examples one by one: it takes one step for all of them.</summary>
/// <remarks>For every other regressor <see cref="MiniBatch.LearnMany(IRegressor, IReadOnlyList{FeatureVector}, ReadOnlySpan{double}, ReadOnlySpan{double})"/>
/// is the loop over <see cref="IRegressor.Learn"/>.</remarks>
public interface IMiniBatchRegressor : IRegressor
{
    /// <summary>Learns from a batch.</summary>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="targets">A target per example; finite.</param>
    /// <param name="weights">How much each example counts, at least 0; nothing when each counts 1.</param>
    /// <exception cref="ArgumentException">There are not as many targets or weights as examples.</exception>
    void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default);
}
