using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Trees;

public class HoeffdingTreeRegressorTests
{
    [Fact]
    public void Learn_ReportsAStepThatTheLeafModelRefuses_AndStaysUsable()
    {
        var tree = new HoeffdingTreeRegressor { LeafPrediction = RegressionLeafPrediction.Model };
        var x = new FeatureVector { ["a"] = 1e308 };

        Assert.Throws<NonFiniteStepException>(() => tree.Learn(x, 1e12));
        Assert.True(double.IsFinite(tree.Predict(x)));
        x["a"] = 1;
        tree.Learn(x, 1);
        Assert.True(double.IsFinite(tree.Predict(x)));
    }

    [Fact]
    public void Example()
    {
        var tree = new HoeffdingTreeRegressor { GracePeriod = 100, LeafPrediction = RegressionLeafPrediction.Mean };
        var x = new FeatureVector { ["age"] = 3.5 };
        tree.Learn(x, 12);
        var predicted = tree.Predict(x);

        Assert.Equal(12, predicted);
    }

    public static TheoryData<RegressionSplitter> Splitters => [new EbstSplitter(), new TebstSplitter { Digits = 2 }, new QuantizationSplitter()];

    [Theory]
    [MemberData(nameof(Splitters), DisableDiscoveryEnumeration = true)]
    public void Learn_SplitsWhereTheTargetSteps(RegressionSplitter splitter)
    {
        var tree = new HoeffdingTreeRegressor
        {
            GracePeriod = 50,
            Delta = 0.01,
            LeafPrediction = RegressionLeafPrediction.Mean,
            Splitter = splitter,
        };
        Grow(tree, 1000);

        Assert.True(tree.BranchCount >= 1);
        Assert.True(tree.Predict(At(0.1)) < 3);
        Assert.True(tree.Predict(At(3.9)) > 5);
    }

    [Theory]
    [InlineData(RegressionLeafPrediction.Mean)]
    [InlineData(RegressionLeafPrediction.Model)]
    [InlineData(RegressionLeafPrediction.Adaptive)]
    public void State_ContinuesBitForBit(RegressionLeafPrediction prediction)
    {
        var whole = new HoeffdingTreeRegressor { GracePeriod = 50, Delta = 0.1, LeafPrediction = prediction };
        Grow(whole, 600);
        var restored = new HoeffdingTreeRegressor { GracePeriod = 50, Delta = 0.1, LeafPrediction = prediction };
        StateFormat.CopyTo(whole, restored);
        Grow(whole, 600);
        Grow(restored, 600);

        Assert.True(whole.BranchCount >= 1);
        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(restored));
    }

    [Fact]
    public void State_OfATreeAsDeepAsItHasBranches_IsSavedAndLoaded()
    {
        // Ever larger values: each split takes off the oldest end.
        var tree = new HoeffdingTreeRegressor
        {
            GracePeriod = 10,
            Delta = 0.9,
            Tau = 10,
            MinSamplesSplit = 1,
            LeafPrediction = RegressionLeafPrediction.Mean,
            Splitter = new EbstSplitter(),
        };
        var x = new FeatureVector();
        for (var i = 0; i < 60_000; i++)
        {
            x.Clear();
            x.Add("x", i);
            tree.Learn(x, i);
        }

        var restored = new HoeffdingTreeRegressor { LeafPrediction = RegressionLeafPrediction.Mean, Splitter = new EbstSplitter() };
        StateFormat.CopyTo(tree, restored);

        Assert.True(tree.Height > 500);
        Assert.Equal(tree.Height, restored.Height);
    }

    private static void Grow(HoeffdingTreeRegressor tree, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var value = i * 37 % 400 / 100.0;
            tree.Learn(At(value), value < 2 ? 1 + (0.1 * value) : 7 - (0.1 * value));
        }
    }

    private static readonly FeatureSpace Space = new();

    private static FeatureVector At(double value) => new(Space) { ["a"] = value };

    [Theory]
    [InlineData(RegressionLeafPrediction.Mean)]
    [InlineData(RegressionLeafPrediction.Adaptive)]
    public void Interval_HoldsItsShareOfWhatComes(RegressionLeafPrediction leaves)
    {
        var random = new Random(3);
        var tree = new HoeffdingTreeRegressor { LeafPrediction = leaves };
        var space = new FeatureSpace();
        int held = 0, asked = 0;
        for (var i = 0; i < 6000; i++)
        {
            var a = random.NextDouble();
            var x = new FeatureVector(space) { ["a"] = a, ["b"] = random.NextDouble() };
            var noise = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
            var y = (a > 0.6 ? 20 : 5) + noise;
            if (i > 2000)
            {
                asked++;
                held += tree.PredictInterval(x, 0.9)!.Value.Contains(y) ? 1 : 0;
            }

            tree.Learn(x, y);
        }

        Assert.InRange((double)held / asked, 0.86, 0.96);
        Assert.Null(new HoeffdingTreeRegressor().PredictInterval(new FeatureVector(), 0.9));
    }

    [Fact]
    public void Explain_GivesTheStepToTheFeatureThatMadeIt()
    {
        var random = new Random(3);
        var tree = new HoeffdingTreeRegressor { LeafPrediction = RegressionLeafPrediction.Mean };
        var space = new FeatureSpace();
        for (var i = 0; i < 2000; i++)
        {
            var a = random.NextDouble();
            tree.Learn(new FeatureVector(space) { ["a"] = a, ["b"] = random.NextDouble() }, a > 0.5 ? 20 : 10);
        }

        var contributions = new Contributions();
        var x = new FeatureVector(space) { ["a"] = 0.9, ["b"] = 0.1 };
        tree.Explain(x, contributions);
        Assert.Equal(15, contributions.Baseline, 1.0);
        Assert.Equal(5, contributions.Single(part => part.Key == "a").Value, 1.0);
        Assert.Equal(tree.Predict(x), contributions.Sum, 1e-9);
    }
}
