using OnlineMl.Features;
using OnlineMl.Multiclass;
using OnlineMl.NaiveBayes;

namespace OnlineMl.Tests.Multiclass;

public class MulticlassTests
{
    [Fact]
    public void OneVsRestExample()
    {
        var space = new FeatureSpace();
        var model = new OneVsRestClassifier(new GaussianNB());
        for (var i = 0; i < 30; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = (i % 3) + (0.01 * i) }, i % 3);
        }

        var label = model.Predict(new FeatureVector(space) { ["x"] = 2.1 });

        Assert.Equal(2, label);
    }

    [Fact]
    public void OneVsOneExample()
    {
        var space = new FeatureSpace();
        var model = new OneVsOneClassifier(new GaussianNB());
        for (var i = 0; i < 30; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = (i % 3) + (0.01 * i) }, i % 3);
        }

        var label = model.Predict(new FeatureVector(space) { ["x"] = 2.1 });

        Assert.Equal(2, label);
    }

    [Fact]
    public void OneVsRest_NeverTrainsItsPrototype()
    {
        var x = new FeatureVector { ["x"] = 1 };
        var prototype = new GaussianNB();
        var model = new OneVsRestClassifier(prototype);
        model.Learn(x, "a");
        model.Learn(x, "b");

        Assert.True(prototype.Predict(x).IsNone);
        Assert.Equal(2, model.Classifiers.Count);
    }

    [Fact]
    public void OneVsOne_SharesVotesAndListsEveryClass()
    {
        var space = new FeatureSpace();
        var model = new OneVsOneClassifier(new GaussianNB());
        for (var i = 0; i < 30; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = (i % 3) + (0.01 * i) }, i % 3);
        }

        var probabilities = new Probabilities();
        model.PredictProbabilities(new FeatureVector(space) { ["x"] = 0.1 }, probabilities);

        Assert.Equal(2 / 3.0, probabilities[0], 12);
        Assert.Equal(3, probabilities.Count);
        Assert.Equal(1, probabilities.Sum(pair => pair.Value), 12);
    }
}
