using OnlineMl.Catalog;
using OnlineMl.Randomness;

namespace OnlineMl.Optimization;

/// <summary>Draws the start of each weight from a normal distribution.</summary>
/// <remarks>The seed and the name of the feature decide a draw, not when the feature came first.</remarks>
[Component("Normal")]
public sealed class NormalInitializer : IInitializer
{
    /// <summary>The mean. Range (-∞, ∞), default 0.</summary>
    public double Mu { get; init => field = Require.Finite(value); }

    /// <summary>The standard deviation. Range [0, ∞), default 1.</summary>
    public double Sigma { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The seed of the draws. Default none, which is the seed 0.</summary>
    public int? Seed { get; init; }

    int? IInitializer.Seed => Seed ?? 0;

    /// <inheritdoc/>
    public double StartOf(NamedRandom random) => random.NextGauss(Mu, Sigma);
}
