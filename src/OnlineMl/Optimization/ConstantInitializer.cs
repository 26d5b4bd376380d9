using OnlineMl.Catalog;
using OnlineMl.Randomness;

namespace OnlineMl.Optimization;

/// <summary>Starts all weights at one value.</summary>
/// <param name="value">The value. Range (-∞, ∞).</param>
[Component("Constant")]
public sealed class ConstantInitializer(double value) : IInitializer
{
    /// <summary>The value. Range (-∞, ∞).</summary>
    public double Value { get; } = Require.Finite(value);

    int? IInitializer.Seed => null;

    /// <inheritdoc/>
    public double StartOf(NamedRandom random) => Value;
}
