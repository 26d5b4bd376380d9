using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Tests.Linear;

public class LogisticRegressionTests
{
    [Fact]
    public void Example()
    {
        var model = new LogisticRegression { Optimizer = new Sgd { LearningRate = 0.1 } };
        var spam = new FeatureVector { ["links"] = 7, ["known"] = 0 };
        var ham = new FeatureVector(spam.Space) { ["links"] = 0, ["known"] = 1 };
        model.Learn(spam, true);
        model.Learn(ham, false);
        var label = model.Predict(spam); // true
        Assert.Equal(new Label(true), label);
    }

    [Fact]
    public void Predict_BeforeLearning_SaysFalseWithEvenProbabilities()
    {
        var model = new LogisticRegression();
        var probabilities = new Probabilities();
        var x = new FeatureVector { ["a"] = 1 };
        model.PredictProbabilities(x, probabilities);
        Assert.Equal([new Label(false), new Label(true)], probabilities.Labels.ToArray());
        Assert.Equal([0.5, 0.5], probabilities.Values.ToArray());
        Assert.Equal(new Label(false), model.Predict(x));
    }

    [Fact]
    public void Labels_ComeBackInTheKindInWhichTheyCame()
    {
        var model = new LogisticRegression();
        var x = new FeatureVector { ["a"] = 1 };
        model.Learn(x, 1);
        Assert.Equal(new Label(1L), model.Predict(x));
        var copy = new LogisticRegression();
        StateFormat.CopyTo(model, copy);
        Assert.Equal(new Label(1L), copy.Predict(x));
        Assert.Throws<ArgumentException>(() => model.Learn(x, "yes"));
        Assert.Throws<ArgumentException>(() => model.Learn(x, default(Label)));
    }

    [Fact]
    public void HashBits_BoundTheWeights()
    {
        var model = new LogisticRegression { HashBits = 4 };
        var x = new FeatureVector(new FeatureSpace(model.HashBits));
        for (var i = 0; i < 100; i++)
        {
            x.Clear();
            x.Add($"word{i}", 1);
            model.Learn(x, true);
        }

        Assert.InRange(model.Weights.Count, 2, 16);
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing()
    {
        var model = new LogisticRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        var plain = new LogisticRegression();
        var probabilities = new Probabilities();
        var x = new FeatureVector { ["b"] = 0.3, ["a"] = -2, ["c"] = 1, ["d"] = 0.5, ["e"] = 1 };
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                model.PredictProbabilities(x, probabilities);
                model.Learn(x, probabilities.MostProbable);
                plain.Learn(x, model.Predict(x));
                plain.Learn(x.Numbers, plain.PredictProbability(x.Numbers) > 0.5);
            }
        }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Initializer_DrawsByTheNameOfAFeature(int hashBits)
    {
        var straight = new LogisticRegression { Initializer = new NormalInitializer { Seed = 3 }, HashBits = hashBits };
        var turned = new LogisticRegression { Initializer = new NormalInitializer { Seed = 3 }, HashBits = hashBits };
        var x = new FeatureVector(new FeatureSpace(hashBits)) { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        var y = new FeatureVector(new FeatureSpace(hashBits)) { ["c"] = 3, ["b"] = 2, ["a"] = 1 };

        straight.Learn(x, true);
        turned.Learn(y, true);

        Assert.Equal(straight.PredictProbability(x), turned.PredictProbability(y), 1e-12);
    }
}
