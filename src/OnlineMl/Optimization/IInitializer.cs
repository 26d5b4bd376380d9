using OnlineMl.Randomness;

namespace OnlineMl.Optimization;

/// <summary>Where a weight starts when its feature is learned for the first time.</summary>
public interface IInitializer
{
    /// <summary>The seed of the generator that <see cref="Next"/> is given, or null for an initializer that draws nothing.</summary>
    int? Seed { get; }

    /// <summary>The start of the next new weight.</summary>
    /// <param name="random">The generator, which belongs to the model's state; null when there is no seed.</param>
    double Next(RandomSource? random);
}
