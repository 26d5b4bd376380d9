using OnlineMl.Features;

namespace OnlineMl.Tests.Features;

/// <summary>What one example may make of itself is bounded: the step, the number and the limit are named before the work is done.</summary>
public sealed class MadeFeaturesTests
{
    private const string Scalers = """{"TransformerProduct": ["StandardScaler", "MinMaxScaler"]}""";

    public static TheoryData<string, int, string, string> Numbers => new()
    {
        { """{"PolynomialExtender": {"degree": 12}}""", 20, "PolynomialExtender", "225792839" },
        { """{"PolynomialExtender": {"degree": 2000000000}}""", 1, "PolynomialExtender", "262145" },
        { """{"PolynomialExtender": {"degree": 2147483647}}""", 3, "PolynomialExtender", "262" },
        { "\"PolynomialExtender\"", 20_000, "PolynomialExtender", "200030000" },
        { """{"PolynomialExtender": {"degree": 40, "interaction_only": true}}""", 40, "PolynomialExtender", "" },
        { Scalers, 30_000, "TransformerProduct", "900000000" },
        { $$"""{"TransformerUnion": ["MinMaxScaler", {{Scalers}}]}""", 600, "TransformerProduct", "360000" },
        { """{"BaggingRegressor": {"model": ["PolynomialExtender", "LinearRegression"], "n_models": 2}}""", 20_000, "PolynomialExtender", "200030000" },
    };

    public static TheoryData<string, string, string> Texts => new()
    {
        { """{"BagOfWords": {"ngram_range": [1, 1000]}}""", Words(20_000), "BagOfWords" },
        { """{"TFIDF": {"ngram_range": [1, 1000]}}""", Words(20_000), "TFIDF" },
        { """{"BagOfWords": {"ngram_range": [1000, 1001]}}""", Words(100_000), "BagOfWords" },
        { "\"BagOfWords\"", Words(300_000), "BagOfWords" },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void AnExampleOfWhichAStepWouldMakeTooMuchIsRefusedAndNothingIsLearned(string step, int features, string name, string number)
    {
        var model = Model.FromSpec(step.Contains("Regress", StringComparison.Ordinal) ? step : $"[{step}, \"LinearRegression\"]");
        var x = model.NewExample();
        for (var i = 0; i < features; i++)
        {
            x.Add($"f{i}", i);
        }

        IsRefused(model, x, name, number);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void ATextOfTooManyTermsIsRefusedAndNothingIsLearned(string step, string text, string name)
    {
        var model = Model.FromSpec($"[{step}, \"LinearRegression\"]");
        var x = model.NewExample();
        x.Add("t", text);

        IsRefused(model, x, name, "");
    }

    [Theory]
    [InlineData("""{"BagOfWords": {"ngram_range": [1, 2147483647]}}""")]
    [InlineData("""{"BagOfWords": {"ngram_range": [1, 1000000000]}}""")]
    [InlineData("""{"TFIDF": {"ngram_range": [2147483647, 2147483647]}}""")]
    public void AWideRangeOfTermsCostsWhatTheTextHas(string step)
    {
        var model = Model.FromSpec($"[{step}, \"LinearRegression\"]");
        var watch = new ThreadWatch();

        model.Learn(new FeatureVector { ["t"] = "aa bb cc" }, 1);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void ATextThatWasRefusedIsRefusedAgain()
    {
        var model = Model.FromSpec("""[{"BagOfWords": {"ngram_range": [1, 1000]}}, "LinearRegression"]""");
        var x = model.NewExample();
        x.Add("t", Words(20_000));

        Assert.Throws<TooManyFeaturesException>(() => model.Predict(x));
        Assert.Throws<TooManyFeaturesException>(() => model.Predict(x));
        Assert.Throws<TooManyFeaturesException>(() => model.Learn(x, 1));
    }

    [Fact]
    public void ProductsWithLongNamesAreRefused()
    {
        var model = Model.FromSpec("""["PolynomialExtender", "LinearRegression"]""");
        var x = model.NewExample();
        for (var i = 0; i < 400; i++)
        {
            x.Add(new string('n', 1000) + i, i);
        }

        IsRefused(model, x, "PolynomialExtender", "bytes");
    }

    [Fact]
    public void ACategoryBeyondTheMostIsRefusedAndTheOthersGoOn()
    {
        var encoder = new OnlineMl.Preprocessing.OneHotEncoder { EncodesNumbers = true };
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        for (var i = 0; i < 1 << 18; i += 1 << 10)
        {
            x.Clear();
            for (var k = 0; k < 1 << 10; k++)
            {
                x.Add($"f{k}", (double)(i + k));
            }

            encoder.Learn(x);
        }

        var known = new FeatureVector(space) { ["f0"] = 0 };
        encoder.Learn(known);
        Assert.Contains("OneHotEncoder", Assert.Throws<TooManyFeaturesException>(() => encoder.Learn(new FeatureVector(space) { ["f0"] = 1.5 })).Message, StringComparison.Ordinal);

        var output = new FeatureVector();
        encoder.Transform(known, output);
        Assert.Equal(1 << 18, output.Count);
    }

    [Fact]
    public void AnExampleThatHasManyFeaturesItselfIsTaken()
    {
        var model = Model.FromSpec("""["StandardScaler", "MinMaxScaler", "LinearRegression"]""");
        var x = model.NewExample();
        for (var i = 0; i < 300_000; i++)
        {
            x.Add($"f{i}", i);
        }

        model.Learn(x, 1);

        Assert.Equal(300_000, model.Features.Count);
    }

    private static void IsRefused(Model model, FeatureVector x, string step, string number)
    {
        var before = model.StateHash();
        var watch = new ThreadWatch();
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var predicting = Assert.Throws<TooManyFeaturesException>(() => model.Predict(x)).Message;

        Assert.StartsWith(step, predicting, StringComparison.Ordinal);
        Assert.Contains(number, predicting, StringComparison.Ordinal);
        Assert.Equal(before, model.StateHash());
        Assert.Equal(predicting, Assert.Throws<TooManyFeaturesException>(() => model.Learn(x, 1)).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 200 << 20);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"w{i}"));
}
