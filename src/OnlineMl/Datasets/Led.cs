namespace OnlineMl.Datasets;

/// <summary>The digit shown on a display of seven segments, some of which are wrong.</summary>
/// <remarks>Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees" (1984). River's <c>LED</c>, and
/// <c>LEDDrift</c> when <see cref="NDriftFeatures"/> is not 0, with their draws.</remarks>
public sealed class Led : SyntheticDataset
{
    private const int Segments = 7;
    private const int Irrelevant = 17;
    private const int Digits = 10;

    private static readonly int[] Lit = [0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010, 0b1101011, 0b1101111, 0b1010010, 0b1111111, 0b1111011];

    /// <summary>A stream of examples of ten classes, the numbers 0 to 9.</summary>
    public Led()
        : base(DatasetTask.MulticlassClassification)
    {
    }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <summary>How likely a segment is inverted. Range [0, 1], default 0.</summary>
    public double NoisePercentage { get; init => field = Require.Between(value, 0.0, 1.0); }

    /// <summary>Whether 17 random features that mean nothing are added. Default false.</summary>
    public bool IrrelevantFeatures { get; init; }

    /// <summary>How many segments change places with irrelevant features. Takes effect only with irrelevant features.
    /// Range [0, 7], default 0.</summary>
    public int NDriftFeatures { get; init => field = Require.Between(value, 0, Segments); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Numbered(IrrelevantFeatures ? Segments + Irrelevant : Segments);

    private protected override ExampleMaker Start()
    {
        var random = new NumPyDraws(Seed);
        var places = Enumerable.Range(0, Segments + Irrelevant).ToArray();
        if (IrrelevantFeatures && NDriftFeatures > 0)
        {
            var first = random.NextInt(Segments);
            var offset = random.NextInt(Irrelevant);
            for (var i = 0; i < NDriftFeatures; i++)
            {
                var segment = (i + first) % Segments;
                var other = Segments + ((i + offset) % Irrelevant);
                places[segment] = other;
                places[other] = segment;
            }
        }

        return x =>
        {
            var digit = random.NextInt(Digits);
            for (var i = 0; i < Segments; i++)
            {
                var lit = (Lit[digit] >> (Segments - 1 - i)) & 1;
                x[places[i]] = 0.01 + random.NextDouble() <= NoisePercentage ? 1 - lit : lit;
            }

            for (var i = Segments; i < x.Length; i++)
            {
                x[places[i]] = random.NextInt(2);
            }

            return new Label(digit);
        };
    }
}
