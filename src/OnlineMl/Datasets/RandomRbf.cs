namespace OnlineMl.Datasets;

/// <summary>Points around random centres, each of which has a class, a spread and a weight; the centres may move.</summary>
/// <remarks>River's <c>RandomRBF</c>, and <c>RandomRBFDrift</c> when <see cref="ChangeSpeed"/> is not 0, with their draws.</remarks>
public sealed class RandomRbf : SyntheticDataset
{
    /// <summary>A stream of examples whose classes are the numbers from 0.</summary>
    public RandomRbf()
        : base(DatasetTask.MulticlassClassification)
    {
    }

    /// <summary>The seed of the centres. Default null, which is 0.</summary>
    public int? SeedModel { get; init; }

    /// <summary>The seed of the examples. Default null, which is 0.</summary>
    public int? SeedSample { get; init; }

    /// <summary>How many classes there are. Range [1, ∞), default 2.</summary>
    public int NClasses { get; init => field = Require.Positive(value); } = 2;

    /// <summary>How many features there are. Range [1, ∞), default 10.</summary>
    public int NFeatures { get; init => field = Require.Positive(value); } = 10;

    /// <summary>How many centres there are. Range [1, ∞), default 50.</summary>
    public int NCentroids { get; init => field = Require.Positive(value); } = 50;

    /// <summary>How far a moving centre moves before each example. Range [0, ∞), default 0.</summary>
    public double ChangeSpeed { get; init => field = Require.NotNegative(value); }

    /// <summary>How many centres move. Range [0, ∞), at most the number of centres counts; default 50.</summary>
    public int NDriftCentroids { get; init => field = Require.NotNegative(value); } = 50;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Numbered(NFeatures);

    private protected override ExampleMaker Start()
    {
        var centroids = MakeCentroids();
        var speeds = MakeSpeeds();
        var sum = 0.0;
        foreach (var centroid in centroids)
        {
            sum += centroid.Weight;
        }

        var random = new NumPyDraws(SeedSample);
        return x =>
        {
            Move(centroids, speeds);
            var centroid = Choose(centroids, random.NextDouble() * sum);
            var squared = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = (random.NextDouble() * 2) - 1;
                squared += x[i] * x[i];
            }

            var scale = random.NextGauss() * centroid.Spread / Math.Sqrt(squared);
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = centroid.Center[i] + (x[i] * scale);
            }

            return new Label(centroid.Class);
        };
    }

    private static Centroid Choose(Centroid[] centroids, double share)
    {
        var sum = 0.0;
        var index = 0;
        while (index < centroids.Length && sum <= share)
        {
            sum += centroids[index++].Weight;
        }

        return centroids[index - 1];
    }

    private Centroid[] MakeCentroids()
    {
        var random = new NumPyDraws(SeedModel);
        var centroids = new Centroid[NCentroids];
        foreach (ref var centroid in centroids.AsSpan())
        {
            var center = new double[NFeatures];
            for (var j = 0; j < center.Length; j++)
            {
                center[j] = random.NextDouble();
            }

            centroid = new Centroid(center, random.NextInt(NClasses), random.NextDouble(), random.NextDouble());
        }

        return centroids;
    }

    private double[][] MakeSpeeds()
    {
        if (ChangeSpeed == 0)
        {
            return [];
        }

        var random = new NumPyDraws(SeedModel);
        var speeds = new double[Math.Min(NDriftCentroids, NCentroids)][];
        foreach (ref var speed in speeds.AsSpan())
        {
            speed = new double[NFeatures];
            var squared = 0.0;
            foreach (ref var part in speed.AsSpan())
            {
                part = random.NextDouble();
                squared += part * part;
            }

            foreach (ref var part in speed.AsSpan())
            {
                part /= Math.Sqrt(squared);
            }
        }

        return speeds;
    }

    private void Move(Centroid[] centroids, double[][] speeds)
    {
        for (var i = 0; i < speeds.Length; i++)
        {
            var center = centroids[i].Center;
            for (var j = 0; j < center.Length; j++)
            {
                center[j] += speeds[i][j] * ChangeSpeed;
                if (center[j] is > 1 or < 0)
                {
                    center[j] = Math.Clamp(center[j], 0, 1);
                    speeds[i][j] = -speeds[i][j];
                }
            }
        }
    }

    private sealed record Centroid(double[] Center, int Class, double Spread, double Weight);
}
