using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.NaiveBayes;
using OnlineMl.Neighbors;
using OnlineMl.Optimization;
using OnlineMl.Preprocessing;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Tests;

public class MiniBatchTests
{
    private static readonly double[] Targets = [1, 2, 4, 3];
    private static readonly Label[] Labels = [true, false, false, true];

    [Fact]
    public void LearnMany_OfAModelWithoutAStepOfItsOwn_IsTheLoop()
    {
        IClassifier whole = new StandardScaler() | new GaussianNB();
        IClassifier loop = new StandardScaler() | new GaussianNB();
        var batch = Batch(new FeatureSpace());
        whole.LearnMany(batch, Labels, [1, 2, 1, 1]);
        for (var i = 0; i < batch.Count; i++)
        {
            loop.Learn(batch[i], Labels[i], i == 1 ? 2 : 1);
        }

        Assert.Equal(StateFormat.Hash(loop), StateFormat.Hash(whole));
    }

    [Fact]
    public void LearnMany_OfLinearRegression_StepsAlongTheMeanGradient()
    {
        var model = new LinearRegression { Optimizer = new Sgd { LearningRate = 0.1 }, InterceptLearningRate = 0.1 };
        var batch = Batch(new FeatureSpace());
        model.LearnMany(batch, Targets);

        // The gradient of the squared loss is -2y where everything is 0.
        Assert.Equal(0.1 * 2 * 2.5, model.Intercept, 12);
        Assert.Equal(0.1 * 2 * ((1 * 1) + (2 * 2) + (3 * 4) + (4 * 3)) / 4, model.Weights[0], 12);
        Assert.Equal(1, model.Weights.Steps);
    }

    [Fact]
    public void LearnMany_OfOneExample_IsItsStep()
    {
        var batch = Batch(new FeatureSpace())[..1];
        foreach (var optimizer in new IOptimizer[] { new Sgd(), new Adam(), new NesterovMomentum(), new AdaptiveNormalizedInvariant() })
        {
            var whole = new LogisticRegression { Optimizer = optimizer, L1 = optimizer is Sgd ? 0.001 : 0 };
            var alone = new LogisticRegression { Optimizer = optimizer, L1 = optimizer is Sgd ? 0.001 : 0 };
            whole.LearnMany(batch, [true], [0.5]);
            alone.Learn(batch[0], true, 0.5);
            Assert.Equal(alone.Weights[0], whole.Weights[0], 12);
            Assert.Equal(alone.Intercept, whole.Intercept, 12);
        }
    }

    [Fact]
    public void LearnMany_OfAPipelineBeforeALinearModel_TeachesTheScalerTheWholeBatchFirst()
    {
        var scaler = new StandardScaler();
        var model = new LinearRegression();
        var batch = Batch(new FeatureSpace());
        (scaler | model).LearnMany(batch, Targets);

        var expected = new LinearRegression();
        var scaled = batch.Select(x =>
        {
            var output = new FeatureVector(x.Space);
            scaler.Transform(x, output);
            return output;
        }).ToList();
        expected.LearnMany(scaled, Targets);
        Assert.Equal(expected.Weights[0], model.Weights[0], 12);
        Assert.NotEqual(0, model.Weights[0]);
    }

    [Fact]
    public void LearnMany_OfAStepThatWouldNotBeFinite_ChangesNothing()
    {
        var model = new LinearRegression { ClipGradient = 1e300, Optimizer = new Sgd { LearningRate = 1e12 } };
        var batch = Batch(new FeatureSpace());
        model.LearnMany(batch, Targets);
        var before = StateFormat.Hash(model);
        Assert.Throws<NonFiniteStepException>(() => model.LearnMany(batch, [1e300, 1e300, 1e300, 1e300]));
        Assert.Equal(before, StateFormat.Hash(model));
    }

    [Fact]
    public void LearnMany_OfFewerTargetsThanExamples_IsRefused()
    {
        var batch = Batch(new FeatureSpace());
        foreach (var model in new IRegressor[] { new LinearRegression(), new KnnRegressor(), new StandardScaler() | new LinearRegression() })
        {
            Assert.Throws<ArgumentException>(() => model.LearnMany(batch, [1, 2]));
            Assert.Throws<ArgumentException>(() => model.LearnMany(batch, Targets, [1]));
            Assert.Throws<ArgumentException>(() => model.PredictMany(batch, new double[3]));
        }
    }

    [Fact]
    public void PredictMany_IsTheLoop()
    {
        IRegressor model = new StandardScaler() | new LinearRegression();
        var batch = Batch(new FeatureSpace());
        model.LearnMany(batch, Targets);
        var before = StateFormat.Hash(model);
        var predictions = new double[batch.Count];
        model.PredictMany(batch, predictions);
        Assert.Equal(batch.Select(model.Predict), predictions);
        Assert.Equal(before, StateFormat.Hash(model));
    }

    [Fact]
    public void PredictProbabilitiesMany_IsTheLoop()
    {
        var model = new GaussianNB();
        var batch = Batch(new FeatureSpace());
        model.LearnMany(batch, Labels);
        Probabilities[] probabilities = [new(), new(), new(), new()];
        model.PredictProbabilitiesMany(batch, probabilities);
        for (var i = 0; i < batch.Count; i++)
        {
            var expected = new Probabilities();
            model.PredictProbabilities(batch[i], expected);
            Assert.Equal(expected, probabilities[i]);
        }
    }

    [Fact]
    public void PredictMany_OfAPipelineThatLearnsDuringPredict_TeachesTheScalerTheWholeBatchFirst()
    {
        var scaler = new StandardScaler();
        var pipeline = Pipeline.Of([scaler], new LinearRegression(), learnDuringPredict: true);
        pipeline.PredictMany(Batch(new FeatureSpace()), new double[4]);
        Assert.Equal(2.5, scaler.MeanOf(0), 12);
        Assert.Equal(1.25, scaler.VarianceOf(0), 12);
    }

    [Fact]
    public void Model_LearnsAndPredictsBatchesOfAnyVectors()
    {
        var whole = Model.FromSpec("""["StandardScaler", "LogisticRegression"]""");
        var own = Model.FromSpec("""["StandardScaler", "LogisticRegression"]""");
        Target[] targets = [.. Labels.Select(label => (Target)label)];
        whole.LearnMany(Batch(new FeatureSpace()), targets);
        own.LearnMany(Batch(own.Features), targets);
        Assert.Equal(own.StateHash(), whole.StateHash());

        Prediction[] predictions = [new(), new(), new(), new()];
        whole.PredictMany(Batch(new FeatureSpace()), predictions);
        Assert.Equal(own.Predict(Batch(own.Features)[2]).Probabilities[true], predictions[2].Probabilities[true]);
    }

    [Fact]
    public void Model_WithoutTargets_LearnsABatchExampleByExample()
    {
        var whole = Model.FromSpec("\"KMeans\"");
        var loop = Model.FromSpec("\"KMeans\"");
        whole.LearnMany(Batch(whole.Features), new Target[4]);
        foreach (var x in Batch(loop.Features))
        {
            loop.Learn(x);
        }

        Assert.Equal(loop.StateHash(), whole.StateHash());
    }

    [Fact]
    public void Model_WithAWrongTargetInABatch_LearnsNothing()
    {
        var model = Model.FromSpec("\"LinearRegression\"");
        var before = model.StateHash();
        Assert.Throws<ArgumentException>(() => model.LearnMany(Batch(new FeatureSpace()), [1.0, 2.0, new Label("three"), 4.0]));
        Assert.Equal(before, model.StateHash());
    }

    private static List<FeatureVector> Batch(FeatureSpace space) =>
        [.. new[] { 1.0, 2, 3, 4 }.Select(number => new FeatureVector(space) { ["x"] = number })];
}
