using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.Preprocessing;
using OnlineMl.State;

namespace OnlineMl.Tests.Catalog;

public sealed class UntrainedTests
{
    [Fact]
    public void CopyOf_KeepsHyperparametersAndForgetsWhatWasLearned()
    {
        var fresh = Make();
        var model = Make();
        model.Learn(new FeatureVector { ["a"] = 2 }, true);

        var copy = Untrained.CopyOf(model);

        Assert.Equal(ComponentCatalog.BuiltIn.ToSpec(model), ComponentCatalog.BuiltIn.ToSpec(copy));
        Assert.Equal(StateFormat.Hash(fresh), StateFormat.Hash(copy));
        Assert.NotEqual(StateFormat.Hash(model), StateFormat.Hash(copy));
        Assert.NotSame(model.Transformers[0], copy.Transformers[0]);

        static ClassifierPipeline Make() => new StandardScaler() | new LogisticRegression { Optimizer = new Adam { LearningRate = 0.5 } };
    }

    [Fact]
    public void CopyOf_RefusesATypeThatIsInNoCatalog() => Assert.Throws<ArgumentException>(() => Untrained.CopyOf(new FeatureVector()));
}
