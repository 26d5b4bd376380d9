using OnlineMl.Anomaly;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Anomaly;

public class HalfSpaceTreesTests
{
    [Fact]
    public void Example()
    {
        var space = new FeatureSpace();
        var model = new HalfSpaceTrees { NTrees = 5, Height = 3, WindowSize = 3, Seed = 42 };
        foreach (var number in new[] { 0.5, 0.45, 0.43 })
        {
            model.Learn(new FeatureVector(space) { ["x"] = number });
        }

        var usual = model.Score(new FeatureVector(space) { ["x"] = 0.44 });
        var unusual = model.Score(new FeatureVector(space) { ["x"] = 0.0 });

        Assert.True(unusual > usual + 0.5);
    }

    [Fact]
    public void Score_GivesTheFiguresOfRiverWithTheSameSeed()
    {
        var space = new FeatureSpace();
        var model = new HalfSpaceTrees { NTrees = 5, Height = 3, WindowSize = 3, Seed = 42 };
        double[] numbers = [0.5, 0.45, 0.43, 0.44, 0.445, 0.45, 0.0];
        foreach (var number in numbers[..3])
        {
            model.Learn(new FeatureVector(space) { ["x"] = number });
        }

        var scores = new List<double>();
        foreach (var number in numbers)
        {
            var x = new FeatureVector(space) { ["x"] = number };
            model.Learn(x);
            scores.Add(Math.Round(model.Score(x), 3));
        }

        Assert.Equal([0.107, 0.071, 0.107, 0.107, 0.107, 0.071, 0.853], scores);
    }

    [Fact]
    public void Score_IsZero_UntilTheFirstWindowIsFull()
    {
        var x = new FeatureVector { ["x"] = 0.5 };
        var model = new HalfSpaceTrees { WindowSize = 3 };
        model.Learn(x);
        model.Learn(x);

        Assert.Equal(0, model.Score(x));
    }

    [Fact]
    public void Score_FollowsMostExamples_WhereAFeatureIsAbsent()
    {
        var space = new FeatureSpace();
        var model = new HalfSpaceTrees { WindowSize = 50, Seed = 3 };
        for (var i = 0; i < 75; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = 0.3 + (0.002 * i), ["y"] = 0.5 });
        }

        var whole = model.Score(new FeatureVector(space) { ["x"] = 0.4, ["y"] = 0.5 });
        var withGap = model.Score(new FeatureVector(space) { ["x"] = 0.4, ["z"] = 3 });
        var strange = model.Score(new FeatureVector(space) { ["x"] = 0.99, ["y"] = 0.01 });

        Assert.True(Math.Abs(withGap - whole) < strange - whole);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Learn_WithAWeight_IsLearningAsManyTimes(int weight)
    {
        var space = new FeatureSpace();
        var weighted = new HalfSpaceTrees { WindowSize = 10, Seed = 3 };
        var repeated = new HalfSpaceTrees { WindowSize = 10, Seed = 3 };
        for (var i = 0; i < 25; i++)
        {
            var x = new FeatureVector(space) { ["x"] = i * 7 % 11 / 11.0 };
            if (i % 3 > 0)
            {
                x.Add("y", i * 5 % 13 / 13.0);
            }

            weighted.Learn(x, weight);
            for (var k = 0; k < weight; k++)
            {
                repeated.Learn(x);
            }

            Assert.Equal(StateFormat.Hash(repeated), StateFormat.Hash(weighted));
        }
    }

    [Fact]
    public void Score_DoesNotHangOnTheOrderOfFeatures()
    {
        var straight = new HalfSpaceTrees { WindowSize = 10, Seed = 3 };
        var turned = new HalfSpaceTrees { WindowSize = 10, Seed = 3 };
        var (space, otherSpace) = (new FeatureSpace(), new FeatureSpace());
        for (var i = 0; i < 30; i++)
        {
            double a = i * 7 % 11 / 11.0, b = i * 5 % 13 / 13.0;
            var x = new FeatureVector(space) { ["a"] = a, ["b"] = b };
            var y = new FeatureVector(otherSpace) { ["b"] = b, ["a"] = a };

            Assert.Equal(straight.Score(x), turned.Score(y));
            straight.Learn(x);
            turned.Learn(y);
        }

        Assert.True(straight.Score(new FeatureVector(space) { ["a"] = 0.2, ["b"] = 0.9 }) > 0);
    }

    [Fact]
    public void Limits_RefusesAnEmptyRange() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new HalfSpaceTrees { Limits = new Dictionary<string, (double, double)>(StringComparer.Ordinal) { ["x"] = (1, 0) } });
}
