using OnlineMl.Randomness;

namespace OnlineMl.Datasets;

/// <summary>Three numbers in [0, 10]; the class is true when the first two sum to more than a threshold.</summary>
/// <remarks>Street and Kim, "A streaming ensemble algorithm (SEA) for large-scale classification", KDD 2001. River's
/// <c>SEA</c>, with its draws.</remarks>
public sealed class Sea : SyntheticDataset
{
    private static readonly double[] Thresholds = [8, 9, 7, 9.5];
    private static readonly string[] Names = Numbered(3);

    /// <summary>A stream of binary examples.</summary>
    public Sea()
        : base(DatasetTask.BinaryClassification)
    {
    }

    /// <summary>Which threshold: 8, 9, 7 or 9.5. Range [0, 3], default 0.</summary>
    public int Variant { get; init => field = Require.Between(value, 0, 3); }

    /// <summary>The share of examples whose class is turned round. Range [0, 1], default 0.</summary>
    public double Noise { get; init => field = Require.Between(value, 0.0, 1.0); }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Names;

    private protected override ExampleMaker Start()
    {
        var random = new RandomSource(Seed);
        var threshold = Thresholds[Variant];
        return x =>
        {
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = random.NextUniform(0, 10);
            }

            var y = x[0] + x[1] > threshold;
            return new Label(Noise > 0 && random.NextDouble() < Noise ? !y : y);
        };
    }
}
