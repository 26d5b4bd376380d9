using OnlineMl.Randomness;

namespace OnlineMl.Optimization;

/// <summary>Where a weight starts when its feature is learned for the first time.</summary>
public interface IInitializer
{
    /// <summary>The seed of the numbers that <see cref="StartOf"/> is given, or null for an initializer that draws nothing.</summary>
    int? Seed { get; }

    /// <summary>The start of the weight of a feature.</summary>
    /// <param name="random">Numbers that hang on the seed and the name of the feature, so that the order in which features come decides
    /// nothing.</param>
    double StartOf(NamedRandom random);
}
