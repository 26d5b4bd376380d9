using System.Buffers.Binary;
using System.Text;
using OnlineMl.Catalog;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Tests;

/// <summary>A model can be told which feature has the time of an example, and how much a step may make of one; both are saved with it.</summary>
public class ModelOptionsTests
{
    private const string Regression = "\"LinearRegression\"";

    private const string SalesOfTheDay = """[{"Agg": {"on": "price", "by": ["shop"], "how": {"TimeRolling": {"obj": "Mean", "period": 86400}}}}, "LinearRegression"]""";

    private static readonly SpecOptions Timed = new() { TimeFeature = "when" };

    public static TheoryData<FeatureValue, string> Moments => new()
    {
        { 1_767_225_600, "2026-01-01T00:00:00" },
        { 1_767_225_600.5, "2026-01-01T00:00:00.5" },
        { -1, "1969-12-31T23:59:59" },
        { "2026-01-01", "2026-01-01T00:00:00" },
        { "2026-01-01T10:30Z", "2026-01-01T10:30:00" },
        { "2026-01-01 10:30", "2026-01-01T10:30:00" },
        { "2026-01-01T10:30:15+02:00", "2026-01-01T08:30:15" },
        { "2026-01-01 10:30:15.123456", "2026-01-01T10:30:15.123456" },
    };

    public static TheoryData<FeatureValue> NoMoments => new() { 1e15, -1e15, "1767225600", "tomorrow", "01/02/2026", "2026-13-01", "2026-01-01T25:00Z", "" };

    [Theory]
    [MemberData(nameof(Moments))]
    public void TimeFeature_IsSecondsOrATextInIso(FeatureValue when, string moment)
    {
        var model = Model.FromSpec(Regression, Timed);
        var x = model.NewExample();
        x["when"] = when;
        x["a"] = 1;
        model.Predict(x);
        Assert.Equal(DateTime.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), x.Time);
        Assert.Equal(DateTimeKind.Utc, x.Time!.Value.Kind);
    }

    [Theory]
    [MemberData(nameof(NoMoments))]
    public void TimeFeature_OfAnotherKindIsRefusedByItsName(FeatureValue when)
    {
        var model = Model.FromSpec(SalesOfTheDay, Timed);
        model.Learn(Sale("a", 1, 0), 1);
        var hash = model.StateHash();
        Assert.Contains("'when'", Assert.Throws<ArgumentException>(() => model.Predict(Sale("b", 2, when))).Message, StringComparison.Ordinal);
        Assert.Contains("'when'", Assert.Throws<ArgumentException>(() => model.Learn(Sale("b", 2, when), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("'when'", Assert.Throws<ArgumentException>(() => model.LearnMany([Sale("b", 2, when)], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("'when'", Assert.Throws<ArgumentException>(() => model.PredictThenLearn(Sale("b", 2, when), 1, new Prediction())).Message, StringComparison.Ordinal);
        Assert.Contains("'when'", Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["price"] = 2 }, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(hash, model.StateHash());
    }

    [Fact]
    public void TimeFeature_MakesWindowsExpireAsTimeDoes()
    {
        var named = Model.FromSpec(SalesOfTheDay, Timed);
        var told = Model.FromSpec(SalesOfTheDay);
        for (var hour = 0; hour < 100; hour++)
        {
            var sale = Sale("a", hour, hour * 3600);
            named.Learn(sale, hour);
            sale.Time = DateTime.UnixEpoch.AddHours(hour);
            told.Learn(sale, hour);
        }

        Assert.Equal(told.StateHash(), named.StateHash());
        Assert.Contains("needs the moment", Assert.Throws<ArgumentException>(() => Model.FromSpec(SalesOfTheDay).Learn(Sale("a", 1, 1), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeFeature_GivesWayToATimeThatWasSet()
    {
        var model = Model.FromSpec(Regression, Timed);
        var x = model.NewExample();
        x["a"] = 1;
        x.Time = DateTime.UnixEpoch;
        model.Learn(x, 1);
        Assert.Equal(DateTime.UnixEpoch, x.Time);
    }

    [Fact]
    public void TimeFeature_IsReadAnewWhenItChanges()
    {
        var model = Model.FromSpec(Regression, Timed);
        var x = model.NewExample();
        x["when"] = 10;
        model.Predict(x);
        x["when"] = 20;
        model.Learn(x, 1);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(20), x.Time);
    }

    [Fact]
    public void TimeFeature_OfHashedFeaturesIsRefused()
    {
        const string Hashed = """{"LinearRegression": {"hash_bits": 10}}""";
        Assert.Contains("hashes", Assert.Throws<SpecException>(() => Model.FromSpec(Hashed, Timed)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Model.FromSpec(Hashed).TimeFeature = "when");
        Assert.Throws<ArgumentException>(() => new SpecOptions { TimeFeature = "" });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TimeFeature_ReachesTheMetricsOfAnEvaluation(bool readsAhead)
    {
        var csv = "when,a,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{(i < 25 ? 0 : 1_000_000) + i},0,{(i < 25 ? 100 : i)}\n"));
        var metrics = new MetricSet(new TimeRollingRegressionMetric(new Mae(), TimeSpan.FromHours(1)), new RollingRegressionMetric(new Mae(), 25), new Mae());
        using var reader = new CsvDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(csv)), new ColumnOptions { Target = "y" }).Open();
        var result = new ProgressiveValidation { ReadsAhead = readsAhead }.Run(Model.FromSpec(Regression, Timed), reader, metrics);
        Assert.Equal(50, result.Examples);
        Assert.Equal(metrics[1].Value, metrics[0].Value);
        Assert.NotEqual(metrics[2].Value, metrics[0].Value);
    }

    [Fact]
    public void MaxMadeFeatures_BoundsWhatAStepMakes()
    {
        var model = Model.FromSpec("""["PolynomialExtender", "LinearRegression"]""", new SpecOptions { MaxMadeFeatures = 5 });
        model.Learn(new FeatureVector { ["a"] = 1, ["b"] = 2 }, 1);
        var hash = model.StateHash();
        var refusal = Assert.Throws<TooManyFeaturesException>(() => model.Learn(new FeatureVector { ["a"] = 1, ["b"] = 2, ["c"] = 3 }, 1));
        Assert.Contains("PolynomialExtender", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("at most 5", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(hash, model.StateHash());
    }

    [Theory]
    [InlineData("\"BagOfWords\"", "one two three four")]
    [InlineData("""{"BagOfWords": {"ngram_range": [1, 2]}}""", "one two")]
    [InlineData("""{"TFIDF": {"ngram_range": [1, 2]}}""", "one two")]
    [InlineData("\"OneHotEncoder\"", "five")]
    public void MaxMadeFeatures_BoundsWhatAStepMakesOfTexts(string step, string text)
    {
        var model = Model.FromSpec($"[{step}, \"LinearRegression\"]", new SpecOptions { MaxMadeFeatures = 2 });
        foreach (var shop in new[] { "one", "two" })
        {
            model.Learn(new FeatureVector { ["t"] = shop }, 1);
        }

        Assert.Contains("at most", Assert.Throws<TooManyFeaturesException>(() => model.Learn(new FeatureVector { ["t"] = text }, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxMadeFeatures_MayBeMoreThanUsual()
    {
        var x = new FeatureVector();
        for (var i = 0; i < 750; i++)
        {
            x.Add($"f{i}", 1);
        }

        const string Spec = """["PolynomialExtender", "LinearRegression"]""";
        Assert.Throws<TooManyFeaturesException>(() => Model.FromSpec(Spec).Learn(x, 1));
        Model.FromSpec(Spec, new SpecOptions { MaxMadeFeatures = 1 << 20 }).Learn(x, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpecOptions { MaxMadeFeatures = (1 << 24) + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpecOptions { MaxMadeFeatures = 0 });
    }

    [Fact]
    public void Options_AreSavedWithTheModel()
    {
        var model = Model.FromSpec(SalesOfTheDay, new SpecOptions { TimeFeature = "when", MaxMadeFeatures = 7 });
        model.Learn(Sale("a", 1, 1), 1);
        using var file = Saved(model);
        var loaded = Model.Load(file);
        Assert.Equal("when", loaded.TimeFeature);
        Assert.Equal(7, loaded.MaxMadeFeatures);
        Assert.Equal(new ModelHeader(model.ToSpec(), false, "when", 7), loaded.Header);
        loaded.Learn(Sale("b", 2, 2), 2);
        model.Learn(Sale("b", 2, 2), 2);
        Assert.Equal(model.StateHash(), loaded.StateHash());
    }

    [Fact]
    public void Load_RefusesAModelThatMakesMoreThanIsAllowed()
    {
        using var file = Saved(Model.FromSpec(SalesOfTheDay, new SpecOptions { MaxMadeFeatures = 1 << 20 }));
        Assert.Contains("1048576", Assert.Throws<SpecException>(() => Model.Load(file, options: new SpecOptions())).Message, StringComparison.Ordinal);
        file.Position = 0;
        Assert.Equal(1 << 20, Model.Load(file).MaxMadeFeatures);
    }

    [Fact]
    public void Load_RefusesAnOptionThatItDoesNotKnow_ByItsName()
    {
        // What a newer version might have written: another name, and the checksum that goes with it.
        var bytes = Saved(Model.FromSpec(SalesOfTheDay, new SpecOptions { MaxMadeFeatures = 7 })).ToArray();
        var name = bytes.AsSpan().IndexOf("maxMadeFeatures"u8);
        "maxTakenSeconds"u8.CopyTo(bytes.AsSpan(name));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(^8), Checksum.Of(bytes.AsSpan(..^10)));

        var refusal = Assert.Throws<StateFormatException>(() => Model.Load(new MemoryStream(bytes)));

        Assert.Contains("'maxTakenSeconds', which this version does not know", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.IsNewer);
    }

    private static FeatureVector Sale(string shop, double price, FeatureValue when) => new() { ["shop"] = shop, ["price"] = price, ["when"] = when };

    private static MemoryStream Saved(Model model)
    {
        var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return file;
    }
}
