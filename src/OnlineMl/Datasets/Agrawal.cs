namespace OnlineMl.Datasets;

/// <summary>Loan applications with six numeric and three nominal features and ten rules that grant a loan.</summary>
/// <remarks>Agrawal, Imielinski and Swami, "Database mining: a performance perspective", IEEE Transactions on Knowledge and
/// Data Engineering 5(6), 1993. River's <c>Agrawal</c>, with its draws.</remarks>
public sealed class Agrawal : SyntheticDataset
{
    private static readonly string[] Names = ["salary", "commission", "age", "elevel", "car", "zipcode", "hvalue", "hyears", "loan"];

    /// <summary>A stream of binary examples.</summary>
    public Agrawal()
        : base(DatasetTask.BinaryClassification)
    {
    }

    /// <summary>Which of the ten rules decides the class. Range [0, 9], default 0.</summary>
    public int ClassificationFunction { get; init => field = Require.Between(value, 0, 9); }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether the classes alternate. Default false.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>By which share of its range a number is moved at random after its class was decided. Range [0, 1], default 0.</summary>
    public double Perturbation { get; init => field = Require.Between(value, 0.0, 1.0); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Names;

    private protected override ExampleMaker Start()
    {
        var random = new NumPyDraws(Seed);
        var nextIsNegative = false;
        return x =>
        {
            bool granted;
            do
            {
                Draw(random, x);
                granted = AgrawalRules.Grants(ClassificationFunction, x);
            }
            while (BalanceClasses && granted == nextIsNegative);

            nextIsNegative = BalanceClasses && !nextIsNegative;
            if (Perturbation > 0)
            {
                Perturb(random, x);
            }

            return new Label(granted);
        };
    }

    private static void Draw(NumPyDraws random, Span<double> x)
    {
        x[0] = 20_000 + (130_000 * random.NextDouble());
        x[1] = x[0] >= 75_000 ? 0 : 10_000 + (75_000 * random.NextDouble());
        x[2] = 20 + random.NextInt(61);
        x[3] = random.NextInt(5);
        x[4] = random.NextInt(20);
        x[5] = random.NextInt(9);
        x[6] = (9 - x[5]) * 100_000 * (0.5 + random.NextDouble());
        x[7] = 1 + random.NextInt(30);
        x[8] = random.NextDouble() * 500_000;
    }

    private void Perturb(NumPyDraws random, Span<double> x)
    {
        x[0] = Moved(random, x[0], 20_000, 150_000);
        if (x[1] > 0)
        {
            x[1] = Moved(random, x[1], 10_000, 75_000);
        }

        x[2] = Math.Round(Moved(random, x[2], 20, 80));

        // River bounds the house value by 0 from above, which makes it 0 for good; here it keeps the paper's range.
        var unit = (9 - x[5]) * 100_000;
        x[6] = Moved(random, x[6], 0.5 * unit, 1.5 * unit);
        x[7] = Math.Round(Moved(random, x[7], 1, 30));
        x[8] = Moved(random, x[8], 0, 500_000);
    }

    private double Moved(NumPyDraws random, double value, double least, double most) =>
        Math.Clamp(value + ((most - least) * (2 * (random.NextDouble() - 0.5)) * Perturbation), least, most);
}
