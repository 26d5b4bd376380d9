using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>A transformer that learns from the target too.</summary>
/// <remarks>A pipeline transforms an example before it learns it, so that the target never leaks into the features.</remarks>
public interface ISupervisedTransformer : ITransformer
{
    /// <summary>Learns from one example and its target.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The target.</param>
    /// <param name="weight">How much the example counts; finite and at least 0, and 0 changes nothing.</param>
    void Learn(FeatureVector x, Target y, double weight = 1);
}
