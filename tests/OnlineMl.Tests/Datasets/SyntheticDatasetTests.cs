using System.Globalization;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

/// <summary>The first examples, cut after the decimals printed, beside those that river's documentation prints for the same seeds.</summary>
public sealed class SyntheticDatasetTests
{
    [Fact]
    public void Sea_DrawsAsRiver() =>
        Assert.Equal(["6.3942 0.2501 2.7502 false", "2.2321 7.3647 6.7669 true"], First(2, new Sea { Seed = 42 }));

    [Fact]
    public void Agrawal_DrawsAsRiver() =>
        Assert.Equal(
            [
                "68690.2154 81303.5729 62 4 6 2 419982.4410 11 433088.0728 true",
                "98144.9515 0 43 2 1 7 266488.5281 6 389.3829 false",
                "148987.5027 0 52 3 11 8 79122.9140 27 199930.4858 false",
            ],
            First(3, new Agrawal { Seed = 42 }));

    [Fact]
    public void Led_DrawsAsRiver() =>
        Assert.Equal(["0 1 1 1 0 0 0 4", "0 1 0 1 0 0 0 4", "1 0 1 1 0 0 1 3"], First(3, new Led { Seed = 112, NoisePercentage = 0.28 }));

    [Fact]
    public void Led_WithDriftDrawsAsRiver() =>
        Assert.Equal(
            ["1 1 1 1 1 0 1 0 0 0 1 0 1 1 1 0 0 1 0 1 1 1 0 1 8", "0 1 1 1 0 1 1 1 1 0 0 0 0 1 1 1 0 0 0 0 1 1 1 1 5"],
            First(2, new Led { Seed = 112, NoisePercentage = 0.28, IrrelevantFeatures = true, NDriftFeatures = 4 }));

    [Fact]
    public void Waveform_DrawsAsRiver()
    {
        var first = First(1, new Waveform { Seed = 42, HasNoise = true })[0];
        Assert.StartsWith("0.5437 -0.6154 -1.1978 2.1416 -0.0946", first, StringComparison.Ordinal);
        Assert.EndsWith("-0.4090 -0.4467 1.5242 2", first, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomRbf_DrawsAsRiver() =>
        Assert.Equal(
            ["0.9518 0.5263 0.2509 0.4177 0", "0.3383 0.8072 0.8051 0.4140 3", "-0.2640 0.2275 0.6286 -0.0532 2"],
            First(3, new RandomRbf { SeedModel = 42, SeedSample = 42, NClasses = 4, NFeatures = 4, NCentroids = 20 }));

    [Fact]
    public void RandomRbf_WithDriftStaysNearTheUnitCube()
    {
        using var reader = new RandomRbf { ChangeSpeed = 0.87, NDriftCentroids = 10, NFeatures = 4 }.Open();
        var x = new FeatureVector();
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(reader.TryRead(x, out _));
            Assert.All(x, feature => Assert.InRange(feature.Number, -5, 6));
        }
    }

    [Fact]
    public void Hyperplane_DrawsAsRiver() =>
        Assert.Equal(["0.7319 0.5986 true", "0.8661 0.6011 true", "0.8324 0.2123 false"], First(3, new Hyperplane { Seed = 42, NFeatures = 2 }));

    [Fact]
    public void Friedman_DrawsAsRiver() =>
        Assert.Equal(
            ["0.63 0.02 0.27 0.22 0.73 0.67 0.89 0.08 0.42 0.02 7.66"],
            First(1, new Friedman { Seed = 42 }, 2));

    [Fact]
    public void FriedmanDrift_DrawsAsRiver()
    {
        Assert.Equal("-2.65", Target(First(5, new FriedmanDrift(FriedmanDriftType.Lea, [1, 2, 3]) { Seed = 42 })[4]));
        Assert.Equal("8.96", Target(First(3, new FriedmanDrift(FriedmanDriftType.Gra, [2, 3]) { Seed = 42 })[2]));
        Assert.Equal(
            ["7.66", "8.33", "8.92", "17.32", "6.05"],
            First(5, new FriedmanDrift(FriedmanDriftType.Gsg, [1, 4], 2) { Seed = 42 }).Select(Target));
    }

    [Fact]
    public void RandomTree_DrawsAsRiver() =>
        Assert.Equal(
            ["0.3745 0.9507 0 1 1", "0.5986 0.1560 0 0 1", "0.0580 0.8661 1 1 0", "0.7080 0.0205 1 1 0", "0.8324 0.2123 1 1 0"],
            First(5, new RandomTree { SeedTree = 42, SeedSample = 42, NNumFeatures = 2, NCatFeatures = 2, NCategoriesPerFeature = 2, MaxTreeDepth = 6 }));

    [Fact]
    public void ConceptDriftStream_DrawsAsRiver() =>
        Assert.Equal(
            ["6.3942", "2.2321", "6.3942", "8.9217", "2.2321", "8.9217", "0.2979", "0.2653", "5.4494", "8.0943"],
            First(10, new ConceptDriftStream(new Sea { Seed = 42 }, new Sea { Seed = 42, Variant = 1 }, 5, 2, 1)).Select(row => row.Split(' ')[0]));

    [Fact]
    public void Agrawal_PerturbedKeepsItsRanges()
    {
        using var reader = new Agrawal { Perturbation = 0.5, BalanceClasses = true }.Open();
        var x = new FeatureVector();
        var positive = 0;
        for (var i = 0; i < 1000; i++)
        {
            reader.TryRead(x, out var y);
            positive += y.Label.IsPositive ? 1 : 0;
            Assert.InRange(x.Numbers[0], 20_000, 150_000);
            Assert.InRange(x.Numbers[6], 50_000, 1_350_000);
        }

        Assert.Equal(500, positive);
    }

    private static string Target(string row) => Cut(double.Parse(row.Split(' ')[^1], CultureInfo.InvariantCulture), 2);

    private static List<string> First(int count, IDataset dataset, int decimals = 4)
    {
        using var reader = dataset.Open();
        var x = new FeatureVector();
        var rows = new List<string>();
        while (rows.Count < count && reader.TryRead(x, out var y))
        {
            var values = x.Select(f => Cut(f.Number, decimals));
            rows.Add(string.Join(' ', values.Append(y.Label.IsNone ? Cut(y.Number, decimals) : y.Label.ToString())));
        }

        return rows;
    }

    private static string Cut(double value, int decimals)
    {
        var power = Math.Pow(10, decimals);
        var cut = Math.Truncate(value * power) / power;
        return cut.ToString(value == Math.Round(value) ? "0" : "F" + decimals, CultureInfo.InvariantCulture);
    }
}
