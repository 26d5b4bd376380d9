using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Tests.Linear;

/// <summary>What the linear models let in: examples whose weight and target are finite, and whose step is.</summary>
public class LinearDoorTests
{
    public static TheoryData<string> Models => ["sgd", "adam", "invariant", "l1", "initialized", "passive", "logistic", "perceptron", "passiveClassifier", "alma", "softmax"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Learn_WithWeightZeroChangesNothing(string name)
    {
        var (model, learn) = Make(name);
        var before = StateFormat.Hash(model);
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true) { ["a"] = 1 };

        learn(x, 1, 0);

        Assert.Equal(before, StateFormat.Hash(model));
        Assert.Equal(0, x.Space.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Learn_RefusesWeightsThatAreNoneAndChangesNothing(string name)
    {
        var (model, learn) = Make(name);
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true) { ["a"] = 1 };
        var before = StateFormat.Hash(model);

        foreach (var weight in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => learn(x, 1, weight));
        }

        Assert.Equal(before, StateFormat.Hash(model));
        Assert.Equal(0, x.Space.Count);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("invariant")]
    [InlineData("l1")]
    [InlineData("passive")]
    public void Learn_RefusesTargetsThatAreNoneAndChangesNothing(string name)
    {
        var (model, learn) = Make(name);
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true) { ["a"] = 1 };
        var before = StateFormat.Hash(model);

        foreach (var y in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => learn(x, y, 1));
        }

        Assert.Equal(before, StateFormat.Hash(model));
        Assert.Equal(0, x.Space.Count);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("invariant")]
    [InlineData("l1")]
    [InlineData("initialized")]
    [InlineData("passive")]
    [InlineData("logistic")]
    [InlineData("perceptron")]
    [InlineData("alma")]
    [InlineData("softmax")]
    public void ARefusedStepLeavesTheModelAsItWas(string name)
    {
        var (model, learn) = Make(name);
        var space = new FeatureSpace();
        learn(new FeatureVector(space) { ["a"] = 1, ["b"] = -1 }, 1, 1);
        var refused = 0;
        foreach (var size in new[] { 1e200, -1e300, 1.7e308 })
        {
            var before = StateFormat.Hash(model);
            var names = space.Count;
            try
            {
                learn(new FeatureVector(space, keepsStrangers: true) { ["b"] = size, ["new"] = size, ["newer"] = -size }, name is "passive" ? size : 1e308, 1e200);
            }
            catch (NonFiniteStepException)
            {
                refused++;
                Assert.Equal(before, StateFormat.Hash(model));
                Assert.Equal(names, space.Count);
            }
        }

        Assert.True(refused > 0, "Nothing was refused.");
    }

    private static (IStateful Model, Action<FeatureVector, double, double> Learn) Make(string name)
    {
        IStateful model = name switch
        {
            "sgd" => new LinearRegression(),
            "adam" => new LinearRegression { Optimizer = new Adam() },
            "invariant" => new LinearRegression { Optimizer = new AdaptiveNormalizedInvariant() },
            "l1" => new LinearRegression { L1 = 0.1 },
            "initialized" => new LinearRegression { Initializer = new NormalInitializer { Seed = 1 } },
            "passive" => new PassiveAggressiveRegressor { Mode = 0 },
            "logistic" => new LogisticRegression(),
            "perceptron" => new Perceptron(),
            "passiveClassifier" => new PassiveAggressiveClassifier { Mode = 0 },
            "alma" => new AlmaClassifier(),
            _ => new SoftmaxRegression(),
        };
        return (model, Learn);

        void Learn(FeatureVector x, double y, double weight)
        {
            if (model is IClassifier classifier)
            {
                classifier.Learn(x, y > 0, weight);
            }
            else
            {
                ((IRegressor)model).Learn(x, y, weight);
            }
        }
    }
}
