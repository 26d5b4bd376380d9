using System.Text;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Preprocessing;

namespace OnlineMl.Tests;

/// <summary>The tasks whose components are still to come, with small components of the tests: alone, in a pipeline, saved and loaded, and as JSON.</summary>
public class RareTasksTests
{
    private static readonly ComponentCatalog Catalog = RareComponents.Catalog;

    [Fact]
    public void SeveralTargets_ArePredictedMeasuredAndKept()
    {
        var model = Loaded("""["StandardScaler", "MeanOfEach"]""", model =>
        {
            model.Learn(X(1), Outputs(("u", 1.0), ("v", 10.0)));
            model.Learn(X(2), Outputs(("u", 3.0)));
        });
        Assert.Same(ModelTask.MultiTargetRegression, model.Task);
        var prediction = model.Predict(X(3));
        Assert.Equal(2, prediction.Outputs.Find("u")!.Number);
        Assert.Equal(10, prediction.Outputs.Find("v")!.Number);
        Assert.Equal("""{"u":2,"v":10}""", Json(model.Task, prediction));
        Assert.Equal("""{"u":2,"v":10}""", Json(model.Task, ReadAgain(model.Task, prediction)));

        var metrics = new MetricSet(new Mae());
        model.Task.Measure(metrics, X(3), Outputs(("u", 3.0), ("v", 13.0), ("w", 99.0)), prediction, null);
        Assert.Equal(2, metrics["MAE"].Value);
        Assert.Throws<ArgumentException>(() => model.Learn(X(1), 1.0));
        Assert.Throws<ArgumentException>(() => model.Learn(X(1), Outputs(("u", new Label("text")))));
    }

    [Fact]
    public void SeveralLabels_ArePredictedMeasuredAndKept()
    {
        var model = Loaded("""["StandardScaler", "LastOfEach"]""", model => model.Learn(X(1), Outputs(("sport", true), ("music", false))));
        Assert.Same(ModelTask.MultiLabelClassification, model.Task);
        var prediction = model.Predict(X(3));
        Assert.Equal("""{"sport":true,"music":false}""", Json(model.Task, prediction));
        var truth = Outputs(("sport", true), ("music", true));
        var metrics = new MetricSet(new Accuracy());
        model.Task.Measure(metrics, X(3), truth, prediction, null);
        Assert.Equal(0.5, metrics["Accuracy"].Value);

        // In full it has the probabilities, whose keys are read by what turned out to be true.
        Assert.Equal(0.5, ReadAgain(model.Task, prediction, isInFull: true).Outputs.Find("sport")!.Probabilities[true]);
    }

    [Fact]
    public void Policy_ChangesWhenItIsAsked_AndLearnsTheRewardOfItsChoice()
    {
        var model = Loaded("""["StandardScaler", {"RandomArm": {"names": ["a", "b"], "seed": 7}}]""", _ => { });
        Assert.Same(ModelTask.Policy, model.Task);
        Assert.True(model.ChangesWhenAsked);
        var before = model.StateHash();
        var arms = Enumerable.Range(0, 50).Select(_ => model.Predict(X(1)).Label.Text).ToList();
        Assert.Equal(["a", "b"], arms.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.NotEqual(before, model.StateHash());

        var prediction = new Prediction();
        model.Predict(X(1), prediction, new PredictionOptions { Arms = [new Label(5)] });
        Assert.Equal("5", Json(model.Task, prediction));
        var reward = model.Task.Complete(2.5, prediction);
        Assert.Equal(new Target(new Label(5), 2.5), reward);
        model.Learn(X(1), reward);
        Assert.Equal(2.5, ((RareComponents.RandomArm)((Pipeline)model.Component).Last!).Reward);
        model.Learn(X(1), Outputs(("arm", new Label("a")), ("reward", 4.0)));
        Assert.Equal(6.5, ((RareComponents.RandomArm)((Pipeline)model.Component).Last!).Reward);
        Assert.Throws<ArgumentException>(() => model.Learn(X(1), 1.0));
        Assert.Throws<ArgumentException>(() => model.Predict(X(1), prediction, new PredictionOptions { Horizon = 2 }));
    }

    [Fact]
    public void DetectorOfTargets_ScoresWhatItThenLearns()
    {
        var model = Loaded("""["StandardScaler", "FarFromMean"]""", model => model.Learn(X(1), 10.0));
        Assert.Same(ModelTask.SupervisedAnomalyDetection, model.Task);
        Assert.True(model.Predict(X(1)).IsEmpty);
        var prediction = new Prediction();
        model.PredictThenLearn(X(1), 14.0, prediction);
        Assert.Equal(4, prediction.Number);
        Assert.Equal("4", Json(model.Task, prediction));
        model.PredictThenLearn(X(1), 14.0, prediction);
        Assert.Equal(2, prediction.Number);
    }

    [Fact]
    public void ActiveLearner_SaysWhichLabelsItWants_AndChangesByAsking()
    {
        var model = Loaded("""["StandardScaler", {"RandomAsker": {"seed": 3}}]""", model => model.Learn(X(1), true));
        Assert.Same(ModelTask.Classification, model.Task);
        Assert.True(model.ChangesWhenAsked);
        var wanted = Enumerable.Range(0, 50).Select(_ => model.Predict(X(1)).IsLabelWanted).ToList();
        Assert.Contains(true, wanted);
        Assert.Contains(false, wanted);
        var copy = new Prediction();
        copy.CopyFrom(model.Predict(X(1)));
        Assert.NotNull(copy.IsLabelWanted);
        Assert.Null(Model.FromSpec("\"GaussianNB\"").Predict(X(1)).IsLabelWanted);
    }

    [Fact]
    public void IntervalAndContributions_ComeWithThePrediction()
    {
        var model = Loaded("""["StandardScaler", "SureMean"]""", model =>
        {
            model.Learn(X(1), 1.0);
            model.Learn(X(3), 3.0);
        });
        var prediction = new Prediction();
        model.Predict(X(3), prediction, new PredictionOptions { Explains = true, IntervalLevel = 0.5 });
        Assert.Equal(2, prediction.Number);
        Assert.Equal(new Interval(1.5, 2.5), prediction.Interval);
        Assert.True(prediction.Interval!.Value.Contains(2));
        Assert.Equal(2, prediction.Contributions.Baseline);
        Assert.Equal([new("a", 1.0)], prediction.Contributions);
        model.Predict(X(3), prediction, new PredictionOptions { IntervalLevel = 0.9 });
        Assert.Equal(new Interval(1.1, 2.9), prediction.Interval);
        Assert.Empty(prediction.Contributions);
        Assert.Null(model.Predict(X(1)).Interval);
        var clusters = Model.FromSpec("\"KMeans\"");
        Assert.Throws<ArgumentException>(() => clusters.Predict(X(1), prediction, new PredictionOptions { Explains = true }));
        Assert.Throws<ArgumentException>(() => clusters.Predict(X(1), prediction, new PredictionOptions { IntervalLevel = 0.9 }));
        Assert.Throws<ArgumentException>(() => model.Predict(X(1), prediction, new PredictionOptions { Horizon = 3 }));
    }

    [Fact]
    public void Recommender_PutsItemsIntoAnOrder_AndIsARegressorElse()
    {
        var model = Loaded("""["StandardScaler", {"MeanOfItem": {"item": "film"}}]""", model =>
        {
            model.Learn(Film("Alien"), 5.0);
            model.Learn(Film("Solaris"), 3.0);
        });
        Assert.Same(ModelTask.Regression, model.Task);
        Assert.Equal(5, model.Predict(Film("Alien")).Number);
        var prediction = new Prediction();
        model.Predict(X(1), prediction, new PredictionOptions { Items = ["Heat", "Solaris", "Alien", "Ran"] });
        Assert.Equal<Label>(["Alien", "Solaris", "Heat", "Ran"], prediction.Ranking.ToArray());
        Assert.Equal("""["Alien","Solaris","Heat","Ran"]""", Json(model.Task, prediction));
        Assert.Equal(prediction.Ranking.ToArray(), ReadAgain(model.Task, prediction).Ranking.ToArray());
        var metrics = new MetricSet(new Mae());
        model.Measure(metrics, X(1), 4.0, prediction);
        Assert.Equal(0, metrics["MAE"].Value);
        Assert.True(model.Predict(Film("Alien")).Ranking.IsEmpty);
        var refusal = Assert.Throws<ArgumentException>(
            () => Model.FromSpec("\"LinearRegression\"").Predict(X(1), prediction, new PredictionOptions { Items = ["Alien"] }));
        Assert.Contains("LinearRegression does not put items into an order", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnomalyFilter_SaysWhatItsScoreMeans_AndIsMeasuredByThat()
    {
        var model = Loaded("""["StandardScaler", {"ScoreAbove": {"limit": 0.1}}]""", model => model.Learn(X(1)));
        Assert.Same(ModelTask.AnomalyDetection, model.Task);
        var prediction = model.Predict(X(1));
        Assert.Equal(0, prediction.Number);
        Assert.False(prediction.IsAnomaly);
        model.Learn(X(2));
        prediction = model.Predict(X(1.8));
        Assert.True(prediction.IsAnomaly);
        Assert.Equal("""{"score":0.6,"anomaly":true}""", Json(model.Task, prediction, isInFull: true));
        Assert.True(ReadAgain(model.Task, prediction, isInFull: true).IsAnomaly);
        Assert.Equal(prediction.Number, ReadAgain(model.Task, prediction).Number);

        // A score of 0.1 is no anomaly by itself, but the filter says that it is.
        model = Loaded("""{"ScoreAbove": {"limit": 0.1}}""", model => model.Learn(X(1)));
        var metrics = new MetricSet(new Accuracy(), new RocAuc());
        model.Measure(metrics, X(0.2), true, model.Predict(X(0.2)));
        Assert.Equal(1, metrics["Accuracy"].Value);
        Assert.Null(Model.FromSpec("\"HalfSpaceTrees\"").Predict(X(1)).IsAnomaly);
        Assert.Throws<FormatException>(() => model.Task.Read(JsonElement.Parse("""{"score":1}"""), new Prediction()));
    }

    [Fact]
    public void DetectorOfChangesInExamples_SaysWhatTheLastExampleShowed()
    {
        var model = Loaded("""[{"Select": {"keys": ["a"]}}, {"FarStep": {"distance": 2}}]""", model => model.Learn(X(1)));
        Assert.Same(ModelTask.DataDriftDetection, model.Task);
        Assert.Equal("false", Json(model.Task, model.Predict(X(9))));
        model.Learn(X(9));
        Assert.Equal("true", Json(model.Task, model.Predict(X(9))));
        Assert.Equal((Label)true, ReadAgain(model.Task, model.Predict(X(9))).Label);
        model.Learn(X(9));
        Assert.Equal("false", Json(model.Task, model.Predict(X(9))));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(X(9), true, 0.5));
        Assert.IsType<DataDriftDetectorPipeline>(new StandardScaler() | new RareComponents.FarStep(1));
    }

    [Theory]
    [InlineData("\"InProportion\"")]
    [InlineData("""[{"Prefixer": "p_"}, "InProportion"]""")]
    public void Forecaster_IsToldTheFeaturesOfTheStepsToCome(string spec)
    {
        var model = Loaded(spec, model => model.Learn(X(2), 10.0));
        var prediction = new Prediction();
        var options = new PredictionOptions { Horizon = 3, FutureFeatures = [X(1), X(4), X(3)] };
        var before = model.StateHash();
        model.Predict(X(1), prediction, options);
        Assert.Equal([5.0, 20, 15], prediction.Forecast.ToArray());
        Assert.Equal(before, model.StateHash());
        model.Predict(X(1), prediction, new PredictionOptions { Horizon = 3 });
        Assert.True(prediction.IsEmpty);

        Assert.Contains("of 3 steps to come, but the horizon is 2", Refusal(model, options with { Horizon = 2 }), StringComparison.Ordinal);
        Assert.Contains("HoltWinters forecasts from the values alone", Refusal(Model.FromSpec("""["StandardScaler", {"HoltWinters": {"alpha": 0.5}}]"""), options), StringComparison.Ordinal);
        Assert.Contains("cannot be asked for steps to come", Refusal(Model.FromSpec("\"LinearRegression\""), options with { Horizon = 1 }), StringComparison.Ordinal);
    }

    private static string Refusal(Model model, PredictionOptions options) =>
        Assert.Throws<ArgumentException>(() => model.Predict(X(1), new Prediction(), options)).Message;

    private static FeatureVector Film(string name) => new() { ["a"] = 1, ["film"] = name };

    private static Target Outputs(params ReadOnlySpan<(string Name, Target Target)> targets) => new(new NamedTargets(targets));

    private static FeatureVector X(double a) => new() { ["a"] = a };

    private static Model Loaded(string spec, Action<Model> learn)
    {
        var model = Model.FromSpec(spec, catalog: Catalog);
        learn(model);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = Model.Load(file, Catalog);
        Assert.Equal(model.StateHash(), loaded.StateHash());
        return loaded;
    }

    private static string Json(ModelTask task, Prediction prediction, bool isInFull = false)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            if (isInFull)
            {
                task.WriteInFull(json, prediction);
            }
            else
            {
                task.Write(json, prediction);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Prediction ReadAgain(ModelTask task, Prediction prediction, bool isInFull = false)
    {
        var again = new Prediction();
        task.Read(JsonElement.Parse(Json(task, prediction, isInFull)), again);
        return again;
    }
}
