using OnlineMl.Features;
using OnlineMl.Neighbors;

namespace OnlineMl.Tests.Neighbors;

public class KnnRegressorTests
{
    private readonly FeatureSpace _space = new();

    [Fact]
    public void Example()
    {
        var space = new FeatureSpace();
        var model = new KnnRegressor { NNeighbors = 2 };
        model.Learn(new FeatureVector(space) { ["x"] = 1 }, 10);
        model.Learn(new FeatureVector(space) { ["x"] = 2 }, 20);
        model.Learn(new FeatureVector(space) { ["x"] = 9 }, 90);
        var prediction = model.Predict(new FeatureVector(space) { ["x"] = 1.4 });

        Assert.Equal(15, prediction);
    }

    [Theory]
    [InlineData(AggregationMethod.Mean, 40)]
    [InlineData(AggregationMethod.Median, 20)]
    [InlineData(AggregationMethod.WeightedMean, (10 + 10 + 15) / (1 + 0.5 + (1 / 6.0)))]
    public void Predict_Aggregates(AggregationMethod method, double expected)
    {
        var model = new KnnRegressor { NNeighbors = 3, AggregationMethod = method };
        model.Learn(new FeatureVector(_space) { ["x"] = 2 }, 10);
        model.Learn(new FeatureVector(_space) { ["x"] = 5 }, 20);
        model.Learn(new FeatureVector(_space) { ["x"] = 9 }, 90);

        Assert.Equal(expected, model.Predict(new FeatureVector(_space) { ["x"] = 3 }), 12);
    }

    [Theory]
    [InlineData(AggregationMethod.Mean)]
    [InlineData(AggregationMethod.Median)]
    [InlineData(AggregationMethod.WeightedMean)]
    public void Predict_AsksTheNewestOfEquallyNearExamples(AggregationMethod method)
    {
        var model = new KnnRegressor { AggregationMethod = method };
        for (var i = 0; i < 510; i++)
        {
            model.Learn(new FeatureVector(_space) { ["x"] = 1 }, i < 10 ? 0 : 100);
        }

        Assert.Equal(100, model.Predict(new FeatureVector(_space) { ["x"] = 1 }), 9);
        Assert.Equal(100, model.Predict(new FeatureVector(_space) { ["x"] = 1.0001 }), 9);
    }

    [Fact]
    public void Predict_LetsAnEqualExampleDecideAlone()
    {
        var model = new KnnRegressor();
        model.Learn(new FeatureVector(_space) { ["x"] = 2 }, 10);
        model.Learn(new FeatureVector(_space) { ["x"] = 5 }, 20);

        Assert.Equal(20, model.Predict(new FeatureVector(_space) { ["x"] = 5 }));
    }
}
