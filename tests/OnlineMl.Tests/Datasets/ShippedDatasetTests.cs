using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

public sealed class ShippedDatasetTests
{
    public static TheoryData<ShippedDataset, int, int> All => new()
    {
        { new Iris(), 4, 3 },
        { new BreastCancer(), 30, 2 },
        { new SeattleWeather(), 5, 5 },
    };

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Open_GivesEveryExample(ShippedDataset dataset, int features, int classes)
    {
        using var reader = dataset.Open();
        var x = new FeatureVector();
        var count = 0L;
        var seen = new HashSet<Label>();
        while (reader.TryRead(x, out var y))
        {
            Assert.Equal(features, x.Count);
            Assert.False(x.HasText);
            seen.Add(y.Label);
            count++;
        }

        Assert.Equal(dataset.Count, count);
        Assert.Equal(classes, seen.Count);
        Assert.Equal(features, dataset.FeatureNames.Count);
    }
}
