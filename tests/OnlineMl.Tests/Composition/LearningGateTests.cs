using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Preprocessing;
using OnlineMl.State;

namespace OnlineMl.Tests.Composition;

public class LearningGateTests
{
    [Fact]
    public void Gate_KeepsExamplesFromTheStepsBehindIt_AndLetsThemThroughWhenPredicting()
    {
        var (before, behind) = (new StandardScaler(), new StandardScaler());
        var gate = new SmallTargets();
        var model = before | gate | behind | new LinearRegression();
        var space = new FeatureSpace();
        model.Learn(new FeatureVector(space) { ["a"] = 1 }, 1);
        model.Learn(new FeatureVector(space) { ["a"] = 3 }, 1000);
        model.Learn(new FeatureVector(space) { ["a"] = 5 }, 2);
        Assert.Equal(3, before.MeanOf(0), 12);
        Assert.Equal(3, gate.Learned);
        Assert.True(double.IsFinite(model.Predict(new FeatureVector(space) { ["a"] = 3 })));

        var hash = StateFormat.Hash(model.Last!);
        model.Learn(new FeatureVector(space) { ["a"] = 9 }, -1000);
        Assert.Equal(hash, StateFormat.Hash(model.Last!));
    }

    [Fact]
    public void Batch_IsTheLoopBehindAGate()
    {
        static RegressorPipelineOf Make() => new(new StandardScaler() | new SmallTargets() | new LinearRegression());
        var (batch, loop) = (Make(), Make());
        FeatureVector[] examples = [batch.Example(1), batch.Example(2), batch.Example(3)];
        batch.Model.LearnMany(examples, [1, 1000, 2]);
        foreach (var (a, y) in new[] { (1, 1.0), (2, 1000), (3, 2) })
        {
            loop.Model.Learn(loop.Example(a), y);
        }

        Assert.Equal(StateFormat.Hash(loop.Model), StateFormat.Hash(batch.Model));
    }

    [Fact]
    public void Gate_CannotHideInsideAUnion()
    {
        Assert.Throws<ArgumentException>(() => new StandardScaler() + new SmallTargets());
        Assert.Throws<ArgumentException>(() => new StandardScaler() + (new MinMaxScaler() | new SmallTargets()));
        Assert.Throws<ArgumentException>(() => Pipeline.Of([Pipeline.Of([new SmallTargets()])], new LinearRegression()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weight_ThatCountsNothingOrIsNone_ChangesNothing(double weight)
    {
        var model = Model.FromSpec("""["StandardScaler", "OneHotEncoder", "LinearRegression"]""");
        model.Learn(new FeatureVector { ["a"] = 1 }, 1.0);
        var before = model.StateHash();
        var exception = Record.Exception(() => model.Learn(new FeatureVector { ["b"] = 2 }, 1.0, weight));
        Assert.Equal(weight != 0, exception is ArgumentOutOfRangeException);
        Assert.Equal(before, model.StateHash());
        Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["b"] = 2 }, double.NaN));
        Assert.Equal(before, model.StateHash());
    }

    private sealed record RegressorPipelineOf(RegressorPipeline Model)
    {
        private readonly FeatureSpace _space = new();

        public FeatureVector Example(double a) => new(_space, keepsStrangers: true) { ["a"] = a };
    }

    private sealed class SmallTargets : ILearningGate
    {
        public int Learned { get; private set; }

        public bool KeepsFeatures => true;

        public bool Admits(FeatureVector x, Target? y) => Math.Abs(y!.Value.Number) < 100;

        public void Learn(FeatureVector x) => Learned++;

        public void Transform(FeatureVector x, FeatureVector output) => output.CopyFrom(x);

        void IStateful.Describe(StateArchive state)
        {
        }
    }
}
