using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Tests.Linear;

public class LinearRegressionTests
{
    [Fact]
    public void Example()
    {
        var model = new LinearRegression { Optimizer = new Sgd { LearningRate = 0.1 }, InterceptLearningRate = 0.1 };
        var x = new FeatureVector { ["rooms"] = 1.5 };
        for (var i = 0; i < 100; i++)
        {
            model.Learn(x, 3.0);
        }

        var prediction = model.Predict(x); // about 3
        Assert.Equal(3, prediction, 1e-6);
    }

    [Fact]
    public void Predict_CountsUnknownFeaturesAsZero()
    {
        var space = new FeatureSpace();
        var model = new LinearRegression { Initializer = new ConstantInitializer(0.5), InterceptInit = 2 };
        model.Learn(new FeatureVector(space) { ["a"] = 1 }, 2.5);
        var unseen = new FeatureVector(space) { ["b"] = 7 };
        Assert.Equal(2, model.Predict(unseen), 0.1);
        Assert.Equal(model.Intercept, model.Predict(unseen));
        var stranger = new FeatureVector(space, keepsStrangers: true) { ["c"] = 7 };
        Assert.Equal(model.Intercept, model.Predict(stranger));
    }

    [Fact]
    public void Spans_EqualVectors()
    {
        var byVector = new LinearRegression();
        var bySpan = new LinearRegression();
        var x = new FeatureVector { ["a"] = 0.3, ["b"] = -2, ["c"] = 0.7, ["d"] = 1, ["e"] = -0.2 };
        for (var i = 0; i < 10; i++)
        {
            byVector.Learn(x, i);
            bySpan.Learn(x.Numbers, i);
            Assert.Equal(byVector.Predict(x), bySpan.Predict(x.Numbers));
        }
    }

    [Fact]
    public void Learn_RefusesAStepThatOverflows_AndKeepsItsState()
    {
        var model = new LinearRegression { Optimizer = new AdaGrad() };
        var x = new FeatureVector { ["a"] = 1, ["b"] = 2 };
        model.Learn(x, 3);
        var before = StateFormat.Hash(model);
        var huge = new FeatureVector(x.Space) { ["a"] = 1e300, ["b"] = 1 };
        var exception = Assert.Throws<NonFiniteStepException>(() => model.Learn(huge, 1));
        Assert.Equal(nameof(LinearRegression), exception.Model);
        Assert.Equal(before, StateFormat.Hash(model));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(x, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(x, 1, weight: -1));
        Assert.Equal(before, StateFormat.Hash(model));
    }

    [Fact]
    public void L1_KeepsUselessWeightsAtZero()
    {
        var model = new LinearRegression { L1 = 0.05, Optimizer = new Sgd { LearningRate = 0.05 } };
        var x = new FeatureVector();
        var random = new OnlineMl.Randomness.RandomSource(1);
        for (var i = 0; i < 500; i++)
        {
            x["useful"] = random.NextGauss(0, 1);
            x["useless"] = random.NextGauss(0, 1);
            model.Learn(x, 2 * x.Numbers[0]);
        }

        Assert.Equal(2, model.Weights[0], 0.1);
        Assert.Equal(0, model.Weights[1], 0.02);
        Assert.Throws<ArgumentException>(() => new LinearRegression { L1 = 1, L2 = 1 });
    }

    public static TheoryData<IOptimizer> Optimizers => new(
        new Sgd(), new Momentum(), new NesterovMomentum(), new AdaGrad(), new AdaDelta(), new RmsProp(), new Adam(), new AdaMax(),
        new AmsGrad(), new Nadam(), new AdaBound(), new FtrlProximal(), new Averager(new AdaGrad()), new AdaptiveNormalizedInvariant());

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void SaveAndLoad_ContinuesBitForBit(IOptimizer optimizer)
    {
        var (whole, resumed) = (Make(optimizer), Make(optimizer));
        var random = new OnlineMl.Randomness.RandomSource(7);
        var x = new FeatureVector();
        for (var i = 0; i < 60; i++)
        {
            x.Clear();
            x.Add($"f{random.NextInt(6)}", random.NextGauss(0, 1));
            x.Add("always", 1);
            var y = random.NextGauss(0, 1);
            whole.Learn(x, y);
            resumed.Learn(x, y);
            if (i == 30)
            {
                var bytes = StateFormat.Save(resumed);
                resumed = Make(optimizer);
                StateFormat.Load(resumed, bytes);
            }
        }

        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(resumed));
        Assert.True(double.IsFinite(whole.Predict(x)));

        static LinearRegression Make(IOptimizer optimizer) =>
            new() { Optimizer = optimizer, Initializer = new NormalInitializer { Seed = 3, Sigma = 0.1 } };
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void LearnAndPredict_AllocateNothing(IOptimizer optimizer)
    {
        var model = new LinearRegression { Optimizer = optimizer, L2 = 0.001 };
        var dense = new FeatureVector { ["a"] = 0.3, ["b"] = -2, ["c"] = 0.7, ["d"] = 1, ["e"] = -0.2 };
        var sparse = new FeatureVector(dense.Space) { ["d"] = 0.3, ["a"] = -2 };
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                model.Learn(dense, 0.5);
                model.Learn(sparse, model.Predict(dense) * 0.5);
                model.Learn(dense.Numbers, model.Predict(sparse.Numbers) * 0.5);
            }
        }));
    }
}
