namespace OnlineMl.Datasets;

/// <summary>Points in the unit cube; the class says on which side of a slowly turning plane they lie.</summary>
/// <remarks>Hulten, Spencer and Domingos, "Mining time-changing data streams", KDD 2001. River's <c>Hyperplane</c>, with its
/// draws.</remarks>
public sealed class Hyperplane : SyntheticDataset
{
    /// <summary>A stream of binary examples.</summary>
    public Hyperplane()
        : base(DatasetTask.BinaryClassification)
    {
    }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <summary>How many features there are. Range [1, ∞), default 10.</summary>
    public int NFeatures { get; init => field = Require.Positive(value); } = 10;

    /// <summary>How many features, from the first on, have a drifting weight. Range [0, ∞), at most the number of features
    /// counts; default 2.</summary>
    public int NDriftFeatures { get; init => field = Require.NotNegative(value); } = 2;

    /// <summary>By how much a drifting weight changes at each example. Range [0, 1], default 0.</summary>
    public double MagChange { get; init => field = Require.Between(value, 0.0, 1.0); }

    /// <summary>How likely the class is turned round. Range [0, 1], default 0.05.</summary>
    public double NoisePercentage { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.05;

    /// <summary>How likely the direction of change is reversed after an example. Range [0, 1], default 0.1.</summary>
    public double Sigma { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Numbered(NFeatures);

    private protected override ExampleMaker Start()
    {
        var random = new NumPyDraws(Seed);
        var weights = new double[NFeatures];
        foreach (ref var weight in weights.AsSpan())
        {
            weight = random.NextDouble();
        }

        var drifting = Math.Min(NDriftFeatures, NFeatures);
        var directions = new double[drifting];
        Array.Fill(directions, 1);
        return x =>
        {
            var sum = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = random.NextDouble();
                sum += weights[i] * x[i];
            }

            var total = 0.0;
            foreach (var weight in weights)
            {
                total += weight;
            }

            var y = sum >= total * 0.5;
            if (0.01 + random.NextDouble() <= NoisePercentage)
            {
                y = !y;
            }

            for (var i = 0; i < drifting; i++)
            {
                weights[i] += directions[i] * MagChange;
                if (0.01 + random.NextDouble() <= Sigma)
                {
                    directions[i] = -directions[i];
                }
            }

            return new Label(y);
        };
    }
}
