using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>A transformer that learns from the target too.</summary>
/// <remarks>A pipeline transforms an example before it learns it, so that the target never leaks into the features.</remarks>
public interface ISupervisedTransformer : ITransformer
{
    /// <summary>Learns from one example and its target.</summary>
    void Learn(FeatureVector x, Target y);
}
