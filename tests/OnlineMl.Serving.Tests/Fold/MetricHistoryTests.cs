using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Fold;

public class MetricHistoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(100_003)]
    public void Points_AreFew_AndEachHasTheValuesOfItsExample(int examples)
    {
        var (history, metrics) = After(examples);
        var read = history.Read("m", metrics, null);

        Assert.InRange(read.Examples.Count, Math.Min(examples, 128), 257);
        Assert.Equal(examples, read.Examples.Count == 0 ? 0 : read.Examples[^1]);
        Assert.Equal(read.Examples.Select(count => DateTimeOffset.FromUnixTimeMilliseconds(1000 * count)), read.Times);
        Assert.Equal(read.Examples.Select(count => (count + 1) / 2.0), read.Metrics["MAE"], (x, y) => Math.Abs(x - y) < 1e-6 * y);
        Assert.Equal(read.Examples, read.Examples.Distinct().Order());
    }

    [Fact]
    public void Points_LieEvenly()
    {
        var (history, metrics) = After(10_000);
        var counts = history.Read("m", metrics, "MAE").Examples;
        Assert.Single(counts.SkipLast(1).Zip(counts.Skip(1).SkipLast(1), (before, after) => after - before).Distinct());
    }

    [Fact]
    public void SavedAndLoaded_GoesOnAlike()
    {
        var (whole, metrics) = After(3000);
        var loaded = new MetricHistory(1);
        StateFormat.Load(loaded, StateFormat.Save(After(3000).History));
        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(loaded));
        Assert.Equal(whole.Read("m", metrics, null).Examples, loaded.Read("m", metrics, null).Examples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void AfterAThousandMerges_PointsAreFew_AndWhatIsSavedIsLoaded(int examples)
    {
        var metrics = new MetricSet(new Mae());
        var merged = new MetricHistory(1);
        var share = Loaded(merged);
        for (var round = 1; round <= 1000; round++)
        {
            Learn(share, metrics, examples);
            var cut = Loaded(share);
            Learn(share, metrics, 1);
            merged.Merge(Shares(addToFirst: false, cut, Loaded(merged)), metrics);
            cut.Merge(Shares(addToFirst: true, merged, share), metrics);
            share = Loaded(cut);
        }

        Assert.Equal(1000L * (examples + 1), share.Examples);
        var read = share.Read("m", metrics, null);
        Assert.InRange(read.Examples.Count, 64, 257);
        Assert.Equal(read.Examples, read.Examples.Distinct().Order());
        Assert.Equal(1000L * (examples + 1), read.Examples[^1]);
    }

    [Fact]
    public void UnknownMetric_IsRefusedWithThoseThereAre()
    {
        var (history, metrics) = After(1);
        var refusal = Assert.Throws<OnlineMlException>(() => history.Read("m", metrics, "RMSE"));
        Assert.Equal("The model 'm' is not measured by 'RMSE'; MAE there are.", refusal.Message);
    }

    private static Shares Shares(bool addToFirst, params MetricHistory[] shares) => new([.. shares], [.. shares.Select(_ => FeatureNumbers.Same)], addToFirst);

    private static void Learn(MetricHistory history, MetricSet metrics, int examples)
    {
        for (var i = 0; i < examples; i++)
        {
            metrics.Update(1.0, 0.0);
            history.Add(1000 * (history.Examples + 1), metrics);
        }
    }

    private static MetricHistory Loaded(MetricHistory history)
    {
        var loaded = new MetricHistory(1);
        StateFormat.Load(loaded, StateFormat.Save(history));
        return loaded;
    }

    private static (MetricHistory History, MetricSet Metrics) After(int examples)
    {
        var metrics = new MetricSet(new Mae());
        var history = new MetricHistory(1);
        for (var i = 1; i <= examples; i++)
        {
            metrics.Update((double)i, 0.0);
            history.Add(1000L * i, metrics);
        }

        return (history, metrics);
    }
}
