using OnlineMl.Dummy;
using OnlineMl.Features;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Dummy;

public class DummyTests
{
    [Fact]
    public void NoChangeExample()
    {
        var x = new FeatureVector();
        var model = new NoChangeClassifier();
        model.Learn(x, "rain");
        model.Learn(x, "sun");
        var label = model.Predict(x);

        Assert.Equal("sun", label);
    }

    [Fact]
    public void PriorExample()
    {
        var x = new FeatureVector();
        var model = new PriorClassifier();
        model.Learn(x, "rain");
        model.Learn(x, "rain");
        model.Learn(x, "sun");
        var label = model.Predict(x);

        Assert.Equal("rain", label);
        var probabilities = new Probabilities();
        model.PredictProbabilities(x, probabilities);
        Assert.Equal(2 / 3.0, probabilities["rain"], 12);
    }

    [Fact]
    public void StatisticExample()
    {
        var x = new FeatureVector();
        var model = new StatisticRegressor(new Mean());
        model.Learn(x, 3);
        model.Learn(x, 4);
        var prediction = model.Predict(x);

        Assert.Equal(3.5, prediction);
    }
}
