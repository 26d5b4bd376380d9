using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Tests.Linear;

public class MeanStepTests
{
    [Fact]
    public void ARefusedBatch_LeavesNeitherWeightsNorNames()
    {
        var model = new LinearRegression { Optimizer = new Sgd { LearningRate = 1e12 } };
        var space = new FeatureSpace();
        model.Learn(new FeatureVector(space) { ["known"] = 1 }, 1.0);
        var before = Saved(model);

        var known = new FeatureVector(space) { ["known"] = 1 };
        var huge = new FeatureVector(space, keepsStrangers: true) { ["known"] = 1e300, ["new"] = 1e300 };
        Assert.Throws<NonFiniteStepException>(() => model.LearnMany([known, huge], [1.0, 1e300]));

        Assert.Equal(before, Saved(model));
        Assert.Equal(1, space.Count);
        Assert.Equal(1, model.Weights.Count);
    }

    [Fact]
    public void ExamplesOfWeightZero_AreAsGoodAsAbsent()
    {
        var (some, all) = (new LinearRegression(), new LinearRegression());
        var (someSpace, allSpace) = (new FeatureSpace(), new FeatureSpace());

        some.LearnMany([Of(someSpace, "a", 1), Of(someSpace, "a", 2)], [3.0, 4.0], [1, 2]);
        all.LearnMany([Of(allSpace, "nothing", 5), Of(allSpace, "a", 1), Of(allSpace, "a", 2)], [7.0, 3.0, 4.0], [0, 1, 2]);
        all.LearnMany([Of(allSpace, "nothing", 5)], [7.0], [0]);

        Assert.Equal(Saved(some), Saved(all));
        Assert.Equal(1, allSpace.Count);
    }

    private static FeatureVector Of(FeatureSpace space, string name, double value) => new(space, keepsStrangers: true) { [name] = value };

    private static string Saved(LinearRegression model) => StateFormat.Hash(model);
}
