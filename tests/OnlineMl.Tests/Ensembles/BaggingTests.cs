using OnlineMl.Ensembles;
using OnlineMl.Features;
using OnlineMl.NaiveBayes;
using OnlineMl.Neighbors;

namespace OnlineMl.Tests.Ensembles;

public class BaggingTests
{
    [Fact]
    public void ClassifierExample()
    {
        var space = new FeatureSpace();
        var model = new BaggingClassifier(new GaussianNB()) { NModels = 3, Seed = 42 };
        for (var i = 0; i < 40; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = (i % 2) + (0.01 * i) }, i % 2 == 1);
        }

        var label = model.Predict(new FeatureVector(space) { ["x"] = 1.1 });

        Assert.Equal(true, label);
    }

    [Fact]
    public void RegressorExample()
    {
        var space = new FeatureSpace();
        var model = new BaggingRegressor(new KnnRegressor { NNeighbors = 1 }) { NModels = 3, Seed = 42 };
        for (var i = 0; i < 40; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = i }, 2 * i);
        }

        var prediction = model.Predict(new FeatureVector(space) { ["x"] = 20 });

        Assert.InRange(prediction, 34, 46);
    }

    [Fact]
    public void AdwinExample()
    {
        var space = new FeatureSpace();
        var model = new AdwinBaggingClassifier(new GaussianNB()) { NModels = 3, Seed = 42 };
        for (var i = 0; i < 40; i++)
        {
            model.Learn(new FeatureVector(space) { ["x"] = (i % 2) + (0.01 * i) }, i % 2 == 1);
        }

        var label = model.Predict(new FeatureVector(space) { ["x"] = 1.1 });

        Assert.Equal(true, label);
    }

    [Fact]
    public void Adwin_ReplacesCopies_WhenTheClassesSwap()
    {
        var space = new FeatureSpace();
        var model = new AdwinBaggingClassifier(new GaussianNB()) { NModels = 3, Seed = 1 };
        var first = model.Models.ToArray();
        var random = new Random(5);
        for (var i = 0; i < 6000; i++)
        {
            var isUpper = random.Next(2) == 1;
            var x = new FeatureVector(space) { ["x"] = (isUpper ? 1 : 0) + random.NextDouble() };
            model.Learn(x, i < 3000 ? isUpper : !isUpper);
        }

        Assert.NotEqual(first, model.Models);
        Assert.Equal(false, model.Predict(new FeatureVector(space) { ["x"] = 1.8 }));
    }
}
