using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>A transformer made of transformers: what <see cref="LearningOrder"/> says of a step, it says of its parts.</summary>
internal interface ICompositeTransformer : ISupervisedTransformer
{
    /// <summary>Whether a part learns from the target.</summary>
    bool LearnsTarget { get; }

    /// <summary>Hashes what comes out into a space of a width, so that no part remembers names for a model that has fixed weights. To be called
    /// before anything is learned.</summary>
    void HashOutput(int hashBits);

    /// <summary>Learns what is learned before the example is transformed.</summary>
    void LearnBefore(FeatureVector x);

    /// <summary>Learns what is learned after the example was transformed.</summary>
    void LearnAfter(FeatureVector x, Target y, double weight, bool learnUnsupervised);

    /// <summary>Transforms an example that some parts learn on the way.</summary>
    void Transform(FeatureVector x, FeatureVector output, Learning learning);
}
