using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests;

/// <summary>One limit for all that grows by names: features, one-hot encoders, bags of words, aggregates, groups, texts of trees.</summary>
public class NameLimitTests
{
    private const int Most = 5;
    private const int Examples = 200;
    private const int TextLength = 40;

    [Fact]
    public void AnExampleWithANameTooMany_IsRefusedAndLeavesNoTrace()
    {
        var model = Model.FromSpec("\"LinearRegression\"", new SpecOptions { MaxNames = 2 });
        model.Learn(new FeatureVector { ["a"] = 1, ["b"] = 2 }, 1);
        var before = model.StateHash();

        var refusal = Assert.Throws<TooManyFeaturesException>(() => model.Learn(new FeatureVector { ["a"] = 1, ["c"] = 2 }, 1));

        Assert.Equal("The model knows 2 names of features, and MaxNames allows 2; 'c' would be one more.", refusal.Message);
        Assert.Equal(before, model.StateHash());
        model.Learn(new FeatureVector { ["b"] = 1 }, 1);
        model.Predict(new FeatureVector { ["c"] = 1 });
    }

    [Fact]
    public void ABatchWithANameTooMany_IsRefusedAndLeavesNoTrace()
    {
        var model = Model.FromSpec("\"LinearRegression\"", new SpecOptions { MaxNames = 2 });
        FeatureVector[] batch = [new() { ["a"] = 1 }, new() { ["b"] = 1, ["c"] = 1 }];

        Assert.Throws<TooManyFeaturesException>(() => model.LearnMany(batch, [new Target(1.0), new Target(2.0)]));

        Assert.Equal(0, model.Features.Count);
    }

    [Theory]
    [InlineData("""["OneHotEncoder", "LinearRegression"]""")]
    [InlineData("""[{"OneHotEncoder": {"drop_zeros": true}}, "LinearRegression"]""")]
    [InlineData("""["OrdinalEncoder", "LinearRegression"]""")]
    [InlineData("""[{"BagOfWords": {"on": "word"}}, "LinearRegression"]""")]
    [InlineData("""[{"TFIDF": {"on": "word"}}, "LinearRegression"]""")]
    [InlineData("""[{"TargetAgg": {"by": ["word"], "how": "Mean"}}, "LinearRegression"]""")]
    [InlineData("""[{"Agg": {"on": "x", "by": ["word"], "how": "Mean"}}, "LinearRegression"]""")]
    [InlineData("""[{"Grouper": {"transformer": "StandardScaler", "by": ["word"]}}, "LinearRegression"]""")]
    [InlineData("""[{"StatImputer": [["word", "Entropy"]]}, "LinearRegression"]""")]
    [InlineData("""[{"StatImputer": [["word", {"Mode": {"k": -1}}]]}, "LinearRegression"]""")]
    [InlineData("\"HoeffdingTreeRegressor\"")]
    [InlineData("\"KNNRegressor\"")]
    public void ValuesThatAreAlwaysNew_GrowNothingBeyondTheLimit(string spec)
    {
        var model = Model.FromSpec(spec, new SpecOptions { MaxNames = Most });
        var unbounded = Model.FromSpec(spec);
        var half = 0L;
        for (var i = 0; i < Examples; i++)
        {
            Learn(model, i);
            Learn(unbounded, i);
            half = i == Examples / 2 ? model.CountNames().Most : half;
        }

        Assert.InRange(half, 1, Most + 1);
        Assert.InRange(model.CountNames().Most, half, half);
        Assert.InRange(model.CountNames().PassedOver, 1, long.MaxValue);
        Assert.InRange(unbounded.CountNames().Most, Examples, long.MaxValue);
        Assert.Equal(0, unbounded.CountNames().PassedOver);
        Assert.True(double.IsFinite(model.Predict(Example(0)).Number));
    }

    public static TheoryData<string> Compositions => [.. Contract.Compositions.All];

    [Theory]
    [MemberData(nameof(Compositions))]
    public void NoComponent_KeepsTextsBeyondTheLimit(string spec)
    {
        // Of what grows otherwise both have the same.
        const int Length = 2000;
        var (brief, wordy) = (Growth(spec, 1), Growth(spec, Length));
        var kept = (wordy - brief) / Length;
        Assert.True(kept < Examples / 10, $"{kept} of {Examples} new texts are kept.");
    }

    [Fact]
    public void WhatIsBeyondTheLimit_IsTakenAwayFromAmongTextsAndNumbers()
    {
        var space = new FeatureSpace();
        space.GetOrAdd("a".AsSpan());
        space.GetOrAdd("d".AsSpan());
        var x = new FeatureVector(space, keepsStrangers: true) { ["a"] = "one", ["b"] = "two", ["c"] = 3, ["d"] = 9007199254740993, ["e"] = 5 };
        x.MostNames = 2;

        x.AdmitStrangers();

        Assert.Equal([new Feature("a", 0, "one"), new Feature("d", 9007199254740992, null)], x.ToArray());
        Assert.Equal(new FeatureValue(9007199254740993), x.CategoryAt(1));
        Assert.False(x.HasStrangers);
        Assert.Equal(3, space.PassedOver);
    }

    [Fact]
    public void TheLimit_IsKeptWithTheModel_AndAFileThatAllowsMoreIsRefused()
    {
        using var file = new MemoryStream();
        Model.FromSpec("\"LinearRegression\"", new SpecOptions { MaxNames = 7, ParseNumbers = true }).Save(file);

        file.Position = 0;
        var loaded = Model.Load(file);
        file.Position = 0;
        var refusal = Assert.Throws<SpecException>(() => Model.Load(file, options: new SpecOptions { MaxNames = 6 }));

        Assert.Equal((7, true), (loaded.MaxNames, loaded.ParseNumbers));
        Assert.Contains("MaxNames", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1 << 20, Model.FromSpec("\"LinearRegression\"").MaxNames);
    }

    // What the second half of the examples, with texts of a length, adds to the model.
    private static long Growth(string spec, int length)
    {
        var model = Model.FromSpec(spec, new SpecOptions { MaxNames = Most });
        Target target = model.Task == ModelTask.BinaryClassification ? true : model.Task == ModelTask.Classification ? new Target(new Label("red")) : 1;
        var half = 0L;
        for (var i = 0; i < 2 * Examples; i++)
        {
            half = i == Examples ? HeapMeasure.SizeOf(model) : half;
            var text = i.ToString(CultureInfo.InvariantCulture).PadLeft(length, 'x');
            var x = model.NewExample();
            x.Add("a", i % 3);
            x.Add("b", text);
            x.Add("c", i);
            x.Add("colour", text);
            x.Add("word", text);
            x.Time = DateTime.UnixEpoch.AddSeconds(i);
            try
            {
                model.Learn(x, target);
            }
            catch (Exception refusal) when (refusal is ArgumentException or NonFiniteStepException)
            {
                // What is refused is not kept either.
            }
        }

        return HeapMeasure.SizeOf(model) - half;
    }

    private static void Learn(Model model, int i) => model.Learn(Example(i), i % 7);

    private static FeatureVector Example(int i) => new()
    {
        ["word"] = "w" + i.ToString(CultureInfo.InvariantCulture).PadLeft(TextLength, 'x'),
        ["x"] = i % 3,
    };
}
