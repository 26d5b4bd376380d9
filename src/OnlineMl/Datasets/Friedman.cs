using OnlineMl.Numerics;
using OnlineMl.Randomness;

namespace OnlineMl.Datasets;

/// <summary>Ten numbers in [0, 1], of which five make up the target: 10 sin(π x₀x₁) + 20 (x₂ − 0.5)² + 10 x₃ + 5 x₄ + noise.</summary>
/// <remarks>Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19 (1991). River's <c>Friedman</c>,
/// with its draws.</remarks>
public sealed class Friedman : SyntheticDataset
{
    private static readonly string[] Names = Numbered(10);

    /// <summary>A stream of regression examples.</summary>
    public Friedman()
        : base(DatasetTask.Regression)
    {
    }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Names;

    internal static double Function(ReadOnlySpan<double> x, int a, int b, int c, int d, int e) =>
        (10 * Elementary.Sin(Math.PI * x[a] * x[b])) + (20 * Elementary.Pow(x[c] - 0.5, 2)) + (10 * x[d]) + (5 * x[e]);

    private protected override ExampleMaker Start()
    {
        var random = new RandomSource(Seed);
        return x =>
        {
            foreach (ref var value in x)
            {
                value = random.NextDouble();
            }

            return Function(x, 0, 1, 2, 3, 4) + random.NextGauss(0, 1);
        };
    }
}
