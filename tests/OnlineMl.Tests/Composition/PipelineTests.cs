using OnlineMl.Anomaly;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Neighbors;
using OnlineMl.Preprocessing;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Composition;

public class PipelineTests
{
    [Fact]
    public void APipelineInsideAnother_TakesBackTheLastExampleOnlyHoweverItLearnedThoseBefore()
    {
        var pipeline = new Prefixer("p_") | new KnnRegressor();
        var reversible = (IReversible)pipeline;
        var space = new FeatureSpace();
        reversible.Mark();
        pipeline.Learn(new FeatureVector(space) { ["a"] = 1 }, 1);
        reversible.Release();
        pipeline.PredictThenLearn(new FeatureVector(space) { ["a"] = 2 }, 2);
        var before = StateFormat.Hash(pipeline);

        reversible.Mark();
        pipeline.PredictThenLearn(new FeatureVector(space) { ["a"] = 3 }, 3);
        reversible.TakeBack();

        Assert.Equal(before, StateFormat.Hash(pipeline));
    }

    [Fact]
    public void TransformedFeatures_NameTheWeightsOfTheModel()
    {
        var model = new LogisticRegression();
        var pipeline = new OneHotEncoder() | model;
        pipeline.Learn(new FeatureVector { ["colour"] = "red" }, true);
        Assert.True(model.Weights[pipeline.TransformedFeatures!.Find("colour_red")] > 0);
        Assert.Null((new StandardScaler() | new LogisticRegression()).TransformedFeatures);
    }

    [Fact]
    public void Operators_MakePipelineForTaskOfLastStep()
    {
        ClassifierPipeline classifier = new StandardScaler() | new LogisticRegression();
        RegressorPipeline regressor = new StandardScaler() | new LinearRegression();
        ClustererPipeline clusterer = new StandardScaler() | new KMeans();
        AnomalyDetectorPipeline detector = new MinMaxScaler() | new HalfSpaceTrees();
        TransformerPipeline transformer = new Select("a") | new StandardScaler() | new PolynomialExtender();
        RegressorPipeline longer = (new Select("a") | new StandardScaler()) + new Select("b") | new MaxAbsScaler() | new LinearRegression();
        TransformerProduct product = new Select("a") * new Select("b") * new Select("c");
        Assert.Equal(1, classifier.Transformers.Length + regressor.Transformers.Length + clusterer.Transformers.Length - 2);
        Assert.Single(detector.Transformers.ToArray());
        Assert.Equal(3, transformer.Transformers.Length);
        Assert.Equal(2, longer.Transformers.Length);
        Assert.Equal(3, product.Transformers.Count);
    }

    [Fact]
    public void Predict_ChangesNothing()
    {
        var model = (new Select("text") | new TfIdf()) + new StandardScaler() | new LogisticRegression();
        var space = new FeatureSpace();
        model.Learn(new FeatureVector(space) { ["text"] = "good and fine", ["a"] = 1 }, true);
        var before = StateFormat.Hash(model);
        var names = space.Count;
        var x = new FeatureVector(space, keepsStrangers: true) { ["text"] = "words never seen", ["a"] = 2, ["stranger"] = 3 };
        model.Predict(x);
        Assert.Equal(before, StateFormat.Hash(model));
        Assert.Equal(names, space.Count);
        Assert.True(x.HasStrangers);
    }

    [Fact]
    public void Learn_WalksEachStepOnce()
    {
        Probe[] probes = [new(), new(), new(), new(keepsFeatures: false)];
        var model = Pipeline.Of([new TransformerUnion(probes[0], Pipeline.Of([probes[1], probes[2]])), probes[3]], new LinearRegression());
        var x = new FeatureVector { ["a"] = 1 };
        model.Predict(x);
        model.Learn(x, 1);
        model.Learn(x, 1);
        Assert.All(probes, probe => Assert.Equal(2, probe.Learned));
    }

    [Fact]
    public void LearnDuringPredict_LearnsEachUnsupervisedStepOncePerPrediction()
    {
        Probe[] probes = [new(), new(), new(), new(keepsFeatures: false)];
        var model = Pipeline.Of(
            [new TransformerUnion(probes[0], Pipeline.Of([probes[1], probes[2]])), probes[3]], new LinearRegression(), learnDuringPredict: true);
        var x = new FeatureVector { ["a"] = 1 };
        model.Predict(x);
        model.Learn(x, 1);
        model.Predict(x);
        model.Predict(x);

        // The pipeline inside the union also learns when the model learns, as in river.
        Assert.Equal([3, 4, 4, 3], probes.Select(probe => probe.Learned));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Learn_TransformsBeforeSupervisedStepLearns(bool learnDuringPredict)
    {
        var seen = new List<double>();
        var spy = new FuncTransformer((x, output) => seen.AddRange(x.Numbers));
        var model = Pipeline.Of([new TargetAgg(["shop"], new Mean()), spy], new LinearRegression(), learnDuringPredict);
        var x = new FeatureVector { ["shop"] = "north" };
        model.Learn(x, 10);
        model.Learn(x, 20);
        model.Learn(x, 30);
        Assert.Equal([10, 15], seen.Where(value => value != 0));
    }

    [Fact]
    public void Union_KeepsValueOfFirstPart()
    {
        var union = new Select("a", "b") + (new FuncTransformer((x, output) => output.Add("b", 7)) | new Prefixer("")) + new Suffixer("_2");
        var x = new FeatureVector { ["a"] = 1, ["b"] = 2 };
        Assert.Equal(new() { ["a"] = 1.0, ["b"] = 2.0, ["a_2"] = 1.0, ["b_2"] = 2.0 }, union.Transformed(x));
    }

    [Fact]
    public void Loaded_GoesOnAsIfNeverInterrupted()
    {
        static ClassifierPipeline Model() =>
            (new Select("text") | new TfIdf()) + (new Select("kind") | new OneHotEncoder()) + (new Discard("text", "kind") | new StandardScaler()) |
            new MaxAbsScaler() | new LogisticRegression();
        static FeatureVector Example(FeatureSpace space, int i) =>
            new(space) { ["text"] = $"word{i % 7} and word{i % 3}", ["kind"] = i % 5, ["a"] = i * 0.37, ["b" + i % 4] = Math.Sin(i) };

        var (whole, half) = (Model(), Model());
        var (space, other) = (new FeatureSpace(), new FeatureSpace());
        for (var i = 0; i < 60; i++)
        {
            if (i == 30)
            {
                StateFormat.CopyTo(space, other);
                StateFormat.CopyTo(whole, half);
            }

            whole.Learn(Example(space, i), i % 3 == 0);
            if (i >= 30)
            {
                half.Learn(Example(other, i), i % 3 == 0);
            }
        }

        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(half));
    }

    [Fact]
    public void HashedModel_RemembersNoNames()
    {
        var nested = new Select("text") | new BagOfWords();
        var model = nested + (new Select("kind") | new OneHotEncoder { DropZeros = true }) | new LogisticRegression { HashBits = 18 };
        for (var i = 0; i < 500; i++)
        {
            var x = new FeatureVector { ["text"] = $"{(i % 2 == 0 ? "good" : "bad")} unique{i}", ["kind"] = $"k{i}" };
            model.Learn(x, i % 2 == 0);
        }

        Assert.True(model.Predict(new FeatureVector { ["text"] = "good" }).IsPositive);
        Assert.False(model.Predict(new FeatureVector { ["text"] = "bad" }).IsPositive);
        var names = StateFormat.ToJson(model);
        Assert.DoesNotContain("unique1", names, StringComparison.Ordinal);
        Assert.DoesNotContain("kind_k1", names, StringComparison.Ordinal);
    }

    [Fact]
    public void Product_NamesFeaturesAfterFactors()
    {
        var product = new Select("a", "b") * new Select("c");
        var x = new FeatureVector { ["a"] = 2, ["b"] = 3, ["c"] = 5, ["d"] = "text" };
        Assert.Equal(new() { ["a*c"] = 10.0, ["b*c"] = 15.0 }, product.Transformed(x));
    }

    [Fact]
    public void Grouper_ScalesEachGroupByItself()
    {
        var scaler = new Grouper(new MinMaxScaler(), ["country"]);
        var space = new FeatureSpace();
        foreach (var (country, value) in (ReadOnlySpan<(string, double)>)[("FR", 0), ("FR", 10), ("SE", 100), ("SE", 200)])
        {
            scaler.Learn(new FeatureVector(space) { ["country"] = country, ["v"] = value });
        }

        Assert.Equal(0.5, scaler.Transformed(new FeatureVector(space) { ["country"] = "FR", ["v"] = 5 })["v"]);
        Assert.Equal(0.5, scaler.Transformed(new FeatureVector(space) { ["country"] = "SE", ["v"] = 150 })["v"]);
    }

    [Fact]
    public void Renamer_RenamesThenAddsPrefixAndSuffix()
    {
        var renamer = new Renamer { Mapping = new Dictionary<string, string> { ["a"] = "age" }, Prefix = "p_", Suffix = "_s" };
        Assert.Equal(new() { ["p_age_s"] = 1.0, ["p_b_s"] = 2.0 }, renamer.Transformed(new FeatureVector { ["a"] = 1, ["b"] = 2 }));
    }

    [Fact]
    public void TargetTransformRegressor_LearnsFunctionOfTarget()
    {
        var model = new TargetTransformRegressor(new LinearRegression(), Math.Log, Math.Exp);
        var x = new FeatureVector { ["a"] = 1 };
        for (var i = 0; i < 2000; i++)
        {
            model.Learn(x, 50);
        }

        Assert.Equal(50, model.Predict(x), 1e-3);
    }
}
