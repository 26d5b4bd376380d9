using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.Optimization;
using OnlineMl.Preprocessing;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Mixing;

public sealed class MixerTests
{
    [Fact]
    public void Merge_OfMeans_IsTheMeanOfAll()
    {
        var origin = new Mean();
        var (one, other) = (new Mean(), new Mean());
        one.Update(1);
        other.Update(2);
        other.Update(3);
        Mixer.Merge(origin, one, other);
        var mean = origin.Value; // 2

        Assert.Equal(2, mean);
    }

    [Fact]
    public void Merge_OfTwinsWithOtherParameters_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Mixer.Merge(new Var(), new Var { Ddof = 0 }));
        Assert.Throws<ArgumentException>(() => Mixer.Merge(new LinearRegression(), new LinearRegression { L2 = 0.1 }));
        Assert.Throws<ArgumentException>(() => Mixer.Merge(new StandardScaler(), new MinMaxScaler()));
    }

    [Fact]
    public void ObstacleOf_NamesThePart()
    {
        Assert.Null(Mixer.ObstacleOf(new LinearRegression()));
        Assert.Equal("the optimizer FtrlProximal", Mixer.ObstacleOf(new LinearRegression { Optimizer = new FtrlProximal() }));
        Assert.Equal("the penalty l1", Mixer.ObstacleOf(new LinearRegression { L1 = 0.1 }));
        Assert.Contains("Rolling", Mixer.ObstacleOf(new MetricSet(new Accuracy(), new RollingClassificationMetric(new Accuracy(), 10)))!, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_TakesAWeightThatOneShareAloneHasMovedAsItIs()
    {
        var space = new FeatureSpace();
        var (origin, one, other) = (new LinearRegression(), new LinearRegression(), new LinearRegression());
        for (var i = 0; i < 10; i++)
        {
            one.Learn(new FeatureVector(space) { ["a"] = 1 }, 2);
            other.Learn(new FeatureVector(space) { ["b"] = 1 }, 5);
        }

        Mixer.Merge(origin, one, other);

        Assert.Equal(one.Weights[space.Find("a")], origin.Weights[space.Find("a")]);
        Assert.Equal(other.Weights[space.Find("b")], origin.Weights[space.Find("b")]);
        Assert.Equal((one.Intercept + other.Intercept) / 2, origin.Intercept, 12);
        Assert.Equal(20, origin.Weights.Steps);
    }

    [Fact]
    public void Merge_WeighsAWeightByItsSquaredGradients()
    {
        var space = new FeatureSpace();
        LinearRegression Make() => new() { Optimizer = new AdaGrad(), InterceptLearningRate = 0 };
        var (origin, one, other) = (Make(), Make(), Make());
        one.Learn(new FeatureVector(space) { ["a"] = 1 }, 1);
        other.Learn(new FeatureVector(space) { ["a"] = 2 }, 3);

        Mixer.Merge(origin, one, other);

        double[] squares = [one.Weights.Of(0)[1], other.Weights.Of(0)[1]];
        Assert.Equal(squares.Sum(), origin.Weights.Of(0)[1]);
        Assert.Equal(((one.Weights[0] * squares[0]) + (other.Weights[0] * squares[1])) / squares.Sum(), origin.Weights[0], 12);
    }
}
