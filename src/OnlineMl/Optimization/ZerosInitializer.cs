using OnlineMl.Catalog;
using OnlineMl.Randomness;

namespace OnlineMl.Optimization;

/// <summary>Starts all weights at 0.</summary>
[Component("Zeros")]
public sealed class ZerosInitializer : IInitializer
{
    int? IInitializer.Seed => null;

    /// <inheritdoc/>
    public double StartOf(NamedRandom random) => 0;
}
