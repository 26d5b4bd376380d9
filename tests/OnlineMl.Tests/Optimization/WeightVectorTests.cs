using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.Tests.Contract;

namespace OnlineMl.Tests.Optimization;

public class WeightVectorTests
{
    public static TheoryData<string> Optimizers =>
        [.. Samples.Listed.Where(component => typeof(IOptimizer).IsAssignableFrom(component.Type)).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Step_RefusesFeaturesWithoutWeights(string type)
    {
        var optimizer = (IOptimizer)Samples.Make(Samples.Find(type));
        var weights = new WeightVector(optimizer);
        weights.Admit([0, 1, 2]);

        Assert.ThrowsAny<SystemException>(() => optimizer.Step(weights, [50_000_000], [1.0], 1, 0));
        Assert.ThrowsAny<SystemException>(() => optimizer.Step(weights, [3], [1.0], 1, 0));
        Assert.ThrowsAny<SystemException>(() => optimizer.Step(weights, [0, 1, 2, 0, 1, 2, 0, -1], [1, 1, 1, 1, 1, 1, 1, 1], 1, 0));
        Assert.ThrowsAny<SystemException>(() => optimizer.Step(weights, [0, 1, 2], [1.0], 1, 0));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Step_RefusesTheWeightsOfAnotherOptimizer(string type)
    {
        var optimizer = (IOptimizer)Samples.Make(Samples.Find(type));
        var weights = new WeightVector(new Sgd());
        weights.Admit([0]);

        var error = Record.Exception(() => optimizer.Step(weights, [0], [1.0], 1, 0));

        Assert.True(error is SystemException || optimizer.SlotsPerWeight + optimizer.SharedSlots == 0, $"{type}: {error}");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(FeatureSpace.FirstStranger)]
    public void Admit_RefusesIdsThatNoSpaceGives(int id)
    {
        var weights = new WeightVector(new Sgd());

        Assert.Throws<ArgumentOutOfRangeException>(() => weights.Admit([id]));
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.Admit([0, 1, 2, 3, 4, 5, 6, 7, 8, id, 9]));
        Assert.Equal(0, weights.Count);
        Assert.Equal(0, weights[id]);
        Assert.Equal(0, weights.Dot([id], [1.0]));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(int.MinValue)]
    public void LearnersRefuseIdsThatNoSpaceGives(int id)
    {
        foreach (var optimizer in new IOptimizer[] { new Sgd(), new AdaptiveNormalizedInvariant() })
        {
            var x = new FeatureVector { ["a"] = 1 };
            x.Add(id, 1.0);

            Assert.Throws<ArgumentOutOfRangeException>(() => new LinearRegression { Optimizer = optimizer }.Learn(x, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxRegression { Optimizer = optimizer }.Learn(x, "a"));
        }

        var y = new FeatureVector { ["a"] = 1 };
        y.Add(id, 1.0);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PassiveAggressiveRegressor().Learn(y, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlmaClassifier().Learn(y, true));
    }
}
