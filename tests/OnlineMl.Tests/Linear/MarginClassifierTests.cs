using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Linear;

namespace OnlineMl.Tests.Linear;

public class MarginClassifierTests
{
    [Fact]
    public void PerceptronExample()
    {
        var model = new Perceptron();
        var heavy = new FeatureVector { ["weight"] = 2 };
        var light = new FeatureVector(heavy.Space) { ["weight"] = -2 };
        model.Learn(heavy, true);
        model.Learn(light, false);
        var label = model.Predict(light); // false
        Assert.Equal(new Label(false), label);
    }

    [Fact]
    public void Perceptron_LearnsOnlyFromMistakes()
    {
        var model = new Perceptron();
        var x = new FeatureVector { ["weight"] = 2 };
        model.Learn(x, true);
        var weight = model.Weights[0];
        model.Learn(x, true);
        Assert.Equal(weight, model.Weights[0]);
    }

    [Fact]
    public void PassiveAggressiveExample()
    {
        var model = new PassiveAggressiveClassifier();
        var heavy = new FeatureVector { ["weight"] = 2 };
        var light = new FeatureVector(heavy.Space) { ["weight"] = -2 };
        model.Learn(heavy, true);
        model.Learn(light, false);
        var label = model.Predict(heavy); // true
        Assert.Equal(new Label(true), label);
    }

    [Fact]
    public void PassiveAggressive_BringsTheExampleToTheMargin()
    {
        var model = new PassiveAggressiveClassifier { Mode = 0, LearnIntercept = false };
        var x = new FeatureVector { ["a"] = 3, ["b"] = 4 };
        model.Learn(x, true);
        Assert.Equal(1, model.Weights.Dot(x), 1e-12);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 0.01, true)]
    [InlineData(1, 0.01, false)]
    [InlineData(2, 0.01, true)]
    [InlineData(2, 0.01, false)]
    public void PassiveAggressive_TakesAWholeWeightForRepetitions(int mode, double c, bool learnIntercept)
    {
        var weighted = new PassiveAggressiveClassifier { Mode = mode, C = c, LearnIntercept = learnIntercept };
        var repeated = new PassiveAggressiveClassifier { Mode = mode, C = c, LearnIntercept = learnIntercept };
        var x = new FeatureVector { ["a"] = 0.3, ["b"] = 0.4 };
        weighted.Learn(x, true, 7);
        for (var i = 0; i < 7; i++)
        {
            repeated.Learn(x, true);
        }

        Assert.NotEqual(0, weighted.Weights[0]);
        Assert.Equal(repeated.Weights[0], weighted.Weights[0], 1e-12);
        Assert.Equal(repeated.Intercept, weighted.Intercept, 1e-12);
    }

    [Fact]
    public void PassiveAggressive_NeverPassesTheMarginForTheSakeOfAWeight()
    {
        var model = new PassiveAggressiveClassifier { LearnIntercept = false };
        var x = new FeatureVector { ["a"] = 3, ["b"] = 4 };
        model.Learn(x, true, 1e9);
        Assert.Equal(1, model.Weights.Dot(x), 1e-12);
    }

    [Fact]
    public void PassiveAggressiveRegressorExample()
    {
        var model = new PassiveAggressiveRegressor { C = 0.1, Epsilon = 0.05 };
        var x = new FeatureVector { ["rooms"] = 1 };
        for (var i = 0; i < 100; i++)
        {
            model.Learn(x, 1.0);
        }

        var prediction = model.Predict(x); // about 1
        Assert.Equal(1, prediction, 0.06);
    }

    [Fact]
    public void PassiveAggressive_RefusesAStepThatOverflows()
    {
        var model = new PassiveAggressiveRegressor { Mode = 0 };
        var x = new FeatureVector { ["a"] = 1e-150 };
        var before = model.Predict(x);
        Assert.Throws<NonFiniteStepException>(() => model.Learn(x, 1e300));
        Assert.Equal(before, model.Predict(x));
    }

    [Fact]
    public void AlmaExample()
    {
        var model = new AlmaClassifier();
        var heavy = new FeatureVector { ["weight"] = 2 };
        model.Learn(heavy, true);
        var label = model.Predict(heavy); // true
        Assert.Equal(new Label(true), label);
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing()
    {
        IClassifier[] models = [new Perceptron(), new PassiveAggressiveClassifier(), new AlmaClassifier()];
        var x = new FeatureVector { ["b"] = 0.3, ["a"] = -2, ["c"] = 1, ["d"] = 0.5, ["e"] = 1 };
        var z = new FeatureVector(x.Space) { ["a"] = 0.7 };
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                foreach (var model in models)
                {
                    model.Learn(x, true);
                    model.Learn(z, model.Predict(x) == model.Predict(z));
                }
            }
        }));
    }
}
