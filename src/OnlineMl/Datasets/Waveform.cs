namespace OnlineMl.Datasets;

/// <summary>Noisy mixtures of two out of three triangular waves; which two is the class.</summary>
/// <remarks>Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees" (1984). River's <c>Waveform</c>, with
/// its draws.</remarks>
public sealed class Waveform : SyntheticDataset
{
    private const int Points = 21;
    private const int NoisePoints = 19;
    private const int Waves = 3;

    private static readonly int[] Peaks = [6, 14, 10];

    /// <summary>A stream of examples of three classes, the numbers 0 to 2.</summary>
    public Waveform()
        : base(DatasetTask.MulticlassClassification)
    {
    }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether 19 features of pure noise are added. Default false.</summary>
    public bool HasNoise { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Numbered(HasNoise ? Points + NoisePoints : Points);

    private protected override ExampleMaker Start()
    {
        var random = new NumPyDraws(Seed);
        return x =>
        {
            var y = random.NextInt(Waves);
            var first = Peaks[y == 2 ? 1 : 0];
            var second = Peaks[y == 0 ? 1 : 2];
            var share = random.NextDouble();
            for (var i = 0; i < Points; i++)
            {
                x[i] = (share * Height(first, i)) + ((1 - share) * Height(second, i)) + random.NextGauss();
            }

            for (var i = Points; i < x.Length; i++)
            {
                x[i] = random.NextGauss();
            }

            return new Label(y);
        };
    }

    private static int Height(int peak, int i) => Math.Max(0, 6 - Math.Abs(i - peak));
}
