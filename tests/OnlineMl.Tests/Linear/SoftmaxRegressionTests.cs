using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Tests.Linear;

public class SoftmaxRegressionTests
{
    [Fact]
    public void Example()
    {
        var model = new SoftmaxRegression { Optimizer = new Sgd { LearningRate = 0.5 } };
        var x = new FeatureVector { ["length"] = 1, ["width"] = -1 };
        var z = new FeatureVector(x.Space) { ["length"] = -1, ["width"] = 1 };
        model.Learn(x, "long");
        model.Learn(z, "wide");
        var label = model.Predict(z); // wide
        Assert.Equal(new Label("wide"), label);
    }

    [Fact]
    public void Predict_BeforeLearning_SaysNothing()
    {
        var model = new SoftmaxRegression();
        var probabilities = new Probabilities();
        var x = new FeatureVector { ["a"] = 1 };
        model.PredictProbabilities(x, probabilities);
        Assert.Equal(0, probabilities.Count);
        Assert.True(model.Predict(x).IsNone);
    }

    [Fact]
    public void Learn_RefusesAStepThatOverflows_AndKeepsItsWeights()
    {
        var model = new SoftmaxRegression { Optimizer = new Momentum() };
        var x = new FeatureVector { ["a"] = 1, ["b"] = 2 };
        model.Learn(x, "p");
        model.Learn(x, "q");
        var before = StateFormat.Hash(model);
        var huge = new FeatureVector(x.Space) { ["a"] = 1e308, ["b"] = 1e308 };
        Assert.Throws<NonFiniteStepException>(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                before = StateFormat.Hash(model);
                model.Learn(huge, i % 2 == 0 ? "p" : "q", weight: 100);
            }
        });
        Assert.Equal(before, StateFormat.Hash(model));
    }

    [Fact]
    public void SaveAndLoad_ContinuesBitForBit()
    {
        var (whole, resumed) = (new SoftmaxRegression { Optimizer = new Adam() }, new SoftmaxRegression { Optimizer = new Adam() });
        var random = new OnlineMl.Randomness.RandomSource(7);
        var x = new FeatureVector();
        for (var i = 0; i < 60; i++)
        {
            x["a"] = random.NextGauss(0, 1);
            Label y = random.NextInt(3);
            whole.Learn(x, y);
            resumed.Learn(x, y);
            if (i == 30)
            {
                var bytes = StateFormat.Save(resumed);
                resumed = new SoftmaxRegression { Optimizer = new Adam() };
                StateFormat.Load(resumed, bytes);
            }
        }

        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(resumed));
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing()
    {
        var model = new SoftmaxRegression();
        var probabilities = new Probabilities();
        var x = new FeatureVector { ["a"] = 0.3, ["b"] = -2, ["c"] = 1, ["d"] = 0.5, ["e"] = 1 };
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                model.PredictProbabilities(x, probabilities);
                model.Learn(x, i % 3);
            }
        }));
    }
}
