using OnlineMl.Catalog;
using OnlineMl.Metrics;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Catalog;

public sealed class SpecLimitTests
{
    [Theory]
    [InlineData("""{"KMeans": {"n_clusters": 1000000000}}""", "$", "KMeans")]
    [InlineData("""{"KMeans": {"n_clusters": 2147483647}}""", "$", "KMeans")]
    [InlineData("""{"HalfSpaceTrees": {"n_trees": 10000, "height": 20}}""", "$", "HalfSpaceTrees")]
    [InlineData("""{"HalfSpaceTrees": {"n_trees": 100, "height": 20}}""", "$", "HalfSpaceTrees")]
    [InlineData("""["StandardScaler", {"LogisticRegression": {"hash_bits": 28}}]""", "$[1]", "LogisticRegression")]
    [InlineData("""{"LinearRegression": {"hash_bits": 26, "optimizer": "Adam"}}""", "$", "LinearRegression")]
    [InlineData("""{"SoftmaxRegression": {"hash_bits": 26}}""", "$", "SoftmaxRegression")]
    [InlineData("""{"BaggingClassifier": {"model": {"BaggingClassifier": {"model": "GaussianNB", "n_models": 10000}}, "n_models": 10000}}""", "$", "BaggingClassifier")]
    [InlineData("""{"BaggingRegressor": {"model": {"KNNRegressor": {"window_size": 1000000}}, "n_models": 100}}""", "$", "BaggingRegressor")]
    [InlineData("""{"OneVsRestClassifier": {"BaggingClassifier": {"model": {"LogisticRegression": {"hash_bits": 20}}, "n_models": 1000}}}""", "$.OneVsRestClassifier", "BaggingClassifier")]
    [InlineData("""{"ROCAUC": {"n_thresholds": 1000000000}}""", "$.ROCAUC.n_thresholds", "n_thresholds")]
    [InlineData("""{"RollingROCAUC": {"window_size": 1000000000}}""", "$", "RollingROCAUC")]
    [InlineData("""{"Rolling": {"obj": "Accuracy", "window_size": 100000000}}""", "$", "Rolling")]
    [InlineData("""{"StatisticRegressor": {"statistic": {"RollingMean": {"window_size": 2000000000}}}}""", "$.StatisticRegressor.statistic", "RollingMean")]
    [InlineData("""{"AutoCorr": {"lag": 2000000000}}""", "$", "AutoCorr")]
    [InlineData("""{"HoeffdingTreeClassifier": {"splitter": {"GaussianSplitter": {"n_splits": 2147483646}}}}""", "$.HoeffdingTreeClassifier.splitter.GaussianSplitter.n_splits", "n_splits")]
    public void ASpecThatAsksForTooMuchMemoryIsRefusedWithItsPlace(string spec, string path, string part)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = new ThreadWatch();

        var refusal = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec));

        Assert.StartsWith(path, refusal.Path, StringComparison.Ordinal);
        Assert.Contains(part, refusal.Problem, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void TheRefusalNamesTheEstimateAndTheLimit()
    {
        var refusal = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create("""{"KMeans": {"n_clusters": 1000000000}}"""));

        Assert.Equal("$.KMeans: a KMeans with these parameters takes about 119 GiB of memory; at most 1 GiB are allowed.", refusal.Message);
    }

    [Fact]
    public void LevelsOfCopiesMultiply()
    {
        var spec = "\"GaussianNB\"";
        for (var level = 0; level < 8; level++)
        {
            spec = $$$"""{"BaggingClassifier": {"model": {{{spec}}}, "n_models": 100}}""";
        }

        Assert.Contains("of memory", Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData(64 << 20, true)]
    public void TheLimitIsAnOption(long maxBytes, bool isAllowed)
    {
        const string spec = """["StandardScaler", {"LogisticRegression": {"hash_bits": 20}}]""";
        var options = new SpecOptions { MaxBytes = maxBytes };

        var refusal = Record.Exception(() => Model.FromSpec(spec, options));

        Assert.Equal(isAllowed, refusal is null);
        Assert.True(isAllowed || refusal is SpecException);
    }

    [Fact]
    public void ThePartsOfAPipelineCountTogether()
    {
        var options = new SpecOptions { MaxBytes = 20 << 20 };
        var bagging = """{"BaggingRegressor": {"model": {"LinearRegression": {"hash_bits": 16}}, "n_models": 9}}""";

        Assert.NotNull(ComponentCatalog.BuiltIn.Create(bagging, options));
        var refusal = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(
            """{"StatImputer": [["a", {"RollingMean": 300000}], ["b", {"RollingMean": 300000}]]}""", options));
        Assert.Equal("$.StatImputer", refusal.Path);
    }

    [Fact]
    public void ALongTextIsRefused()
    {
        var spec = $$$"""{"BagOfWords": {"tokenizer_pattern": "{{{string.Join('|', Enumerable.Range(0, 200_000))}}}"}}""";
        var watch = new ThreadWatch();

        var refusal = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec));

        Assert.Equal("$.BagOfWords.tokenizer_pattern", refusal.Path);
        Assert.Contains("characters", refusal.Problem, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void ALongSpecIsRefused()
    {
        var spec = $$$"""{"BagOfWords": {"stop_words": [{{{string.Join(',', Enumerable.Repeat("\"and\"", 1_000_000))}}}]}}""";

        Assert.Contains("at most 4194304 bytes", Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TooManyPartsAndLevelsAreRefused()
    {
        var parts = $"[{string.Join(',', Enumerable.Repeat("\"StandardScaler\"", 20))}]";
        var levels = "[[[[\"StandardScaler\"]]]]";

        Assert.Contains("10 components", Refusal(parts, new SpecOptions { MaxComponents = 10 }), StringComparison.Ordinal);
        Assert.Contains("3 levels", Refusal(levels, new SpecOptions { MaxDepth = 3 }), StringComparison.Ordinal);
    }

    [Fact]
    public void AModelIsLoadedWhateverTheLimitIsByThen()
    {
        var model = Model.FromSpec("""{"LinearRegression": {"hash_bits": 27}}""", new SpecOptions { MaxBytes = long.MaxValue });
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;

        Assert.Equal(model.ToSpec(), Model.Load(file).ToSpec());
        file.Position = 0;
        Assert.Throws<SpecException>(() => Model.Load(file, options: new SpecOptions()));
    }

    [Fact]
    public void SizesGrowWithTheClasses()
    {
        var pairs = ComponentCatalog.BuiltIn.Create("""{"OneVsOneClassifier": "LogisticRegression"}""");

        Assert.True(ComponentSize.Of(pairs, 2000) > 500_000 * ComponentSize.Of(pairs) / 2);
    }

    [Fact]
    public void AnAreaUnderTheCurveWithManyThresholdsTakesNoMemoryBeforeItsFirstScore()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var area = new RocAuc { NThresholds = 1_000_000 };
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);

        area.Update(true, 0.9);
        area.Update(false, 0.2);

        Assert.Equal(1, area.Value);
        Assert.Equal(1_000_000, area.NThresholds);
    }

    [Fact]
    public void AComponentOfTheUsersOwnIsAsked()
    {
        var catalog = ComponentCatalog.BuiltIn.With<HugeStatistic>();

        Assert.Throws<SpecException>(() => catalog.Create("\"HugeStatistic\""));
        Assert.Throws<SpecException>(() => catalog.Create("""{"StatisticRegressor": {"statistic": "HugeStatistic"}}"""));
    }

    private static string Refusal(string spec, SpecOptions options) =>
        Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec, options)).Problem;

    [Component("HugeStatistic")]
    public sealed class HugeStatistic : IStatistic, ISized
    {
        public string Name => "huge";

        public double Value => 0;

        public double EstimateBytes(int classes) => 1e12;

        public void Update(double x)
        {
        }

        void OnlineMl.State.IStateful.Describe(OnlineMl.State.StateArchive state)
        {
        }
    }
}
