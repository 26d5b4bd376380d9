using OnlineMl.Anomaly;
using OnlineMl.Features;

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

    [Fact]
    public void Limits_RefusesAnEmptyRange() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new HalfSpaceTrees { Limits = new Dictionary<string, (double, double)>(StringComparer.Ordinal) { ["x"] = (1, 0) } });
}
