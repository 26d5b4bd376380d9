using System.Text;
using System.Text.Json;
using OnlineMl.Anomaly;
using OnlineMl.Bandits;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Preprocessing;
using OnlineMl.Randomness;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Tests;

/// <summary>The tasks whose components are still to come, with small components of the tests: alone, in a pipeline, saved and loaded, and as JSON.</summary>
public class RareTasksTests
{
    private static readonly ComponentCatalog Catalog =
        ComponentCatalog.BuiltIn.With<MeanOfEach>().With<LastOfEach>().With<RandomArm>().With<FarFromMean>().With<RandomAsker>().With<SureMean>();

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
        Assert.Equal(2.5, ((RandomArm)((Pipeline)model.Component).Last!).Reward);
        model.Learn(X(1), Outputs(("arm", new Label("a")), ("reward", 4.0)));
        Assert.Equal(6.5, ((RandomArm)((Pipeline)model.Component).Last!).Reward);
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

    /// <summary>Predicts the mean of each target.</summary>
    [Component("MeanOfEach")]
    public sealed class MeanOfEach : IMultiTargetRegressor
    {
        private readonly List<string> _names = [];
        private readonly List<double> _sums = [];
        private readonly List<double> _counts = [];

        /// <inheritdoc/>
        public void Predict(FeatureVector x, NamedPredictions predictions)
        {
            for (var i = 0; i < _names.Count; i++)
            {
                predictions.Add(_names[i], _sums[i] / _counts[i]);
            }
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, NamedTargets y, double weight = 1)
        {
            foreach (var (name, target) in y)
            {
                var i = _names.IndexOf(name);
                if (i < 0)
                {
                    i = _names.Count;
                    _names.Add(name);
                    _sums.Add(0);
                    _counts.Add(0);
                }

                _sums[i] += weight * target.Number;
                _counts[i] += weight;
            }
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("names", _names, FieldLength.Any);
            state.Field("sums", _sums, FieldLength.Any);
            state.Field("counts", _counts, FieldLength.Any);
        }
    }

    /// <summary>Predicts the last class of each label, half sure.</summary>
    [Component("LastOfEach")]
    public sealed class LastOfEach : IMultiLabelClassifier
    {
        private readonly List<string> _names = [];
        private readonly List<Label> _labels = [];

        /// <inheritdoc/>
        public void Predict(FeatureVector x, NamedPredictions predictions)
        {
            for (var i = 0; i < _names.Count; i++)
            {
                var prediction = predictions.Add(_names[i]);
                prediction.Probabilities.Add(_labels[i], 0.5);
                prediction.SetProbabilities(ModelTask.Classification);
            }
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, NamedTargets y, double weight = 1)
        {
            _names.Clear();
            _labels.Clear();
            foreach (var (name, target) in y)
            {
                _names.Add(name);
                _labels.Add(target.Label);
            }
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("names", _names, FieldLength.Any);
            state.Field("labels", _labels, FieldLength.Any);
        }
    }

    /// <summary>Chooses any arm.</summary>
    [Component("RandomArm")]
    public sealed class RandomArm(IReadOnlyList<string> names, int? seed = null) : IPolicy
    {
        private RandomSource? _random = new(seed);
        private double _reward;

        /// <summary>The arms.</summary>
        public IReadOnlyList<string> Names { get; } = names;

        /// <summary>Where the draws begin.</summary>
        public int? Seed { get; } = seed;

        /// <summary>What it got.</summary>
        public double Reward => _reward;

        /// <inheritdoc/>
        [NotAParameter]
        public IReadOnlyList<Label> Arms => [.. Names.Select(name => new Label(name))];

        /// <inheritdoc/>
        public Label Pull(FeatureVector x, IReadOnlyList<Label> arms) => arms[_random!.NextInt(arms.Count)];

        /// <inheritdoc/>
        public void Learn(FeatureVector x, Label arm, double reward, double weight = 1) => _reward += reward * weight;

        void IStateful.Describe(StateArchive state)
        {
            state.Child("random", ref _random, () => new RandomSource(Seed));
            state.Field("reward", ref _reward);
        }
    }

    /// <summary>Scores by the distance from the mean.</summary>
    [Component("FarFromMean")]
    public sealed class FarFromMean : ISupervisedAnomalyDetector
    {
        private double _sum;
        private double _count;

        /// <inheritdoc/>
        public double Score(FeatureVector x, double y) => Math.Abs(y - (_sum / _count));

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double y, double weight = 1)
        {
            _sum += weight * y;
            _count += weight;
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("sum", ref _sum);
            state.Field("count", ref _count);
        }
    }

    /// <summary>Asks for half of the labels.</summary>
    [Component("RandomAsker")]
    public sealed class RandomAsker(int? seed = null) : IActiveLearner
    {
        private RandomSource? _random = new(seed);

        /// <summary>Where the draws begin.</summary>
        public int? Seed { get; } = seed;

        /// <inheritdoc/>
        public Label Predict(FeatureVector x) => true;

        /// <inheritdoc/>
        public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
        {
            probabilities.Clear();
            probabilities.Add(true, 1);
        }

        /// <inheritdoc/>
        public bool Ask(FeatureVector x, Probabilities probabilities)
        {
            PredictProbabilities(x, probabilities);
            return _random!.NextInt(2) == 0;
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, Label y, double weight = 1)
        {
        }

        void IStateful.Describe(StateArchive state) => state.Child("random", ref _random, () => new RandomSource(Seed));
    }

    /// <summary>Predicts the mean, between the level less and the level more; the first feature adds itself.</summary>
    [Component("SureMean")]
    public sealed class SureMean : IRegressor, IPredictsInterval, IExplains
    {
        private double _sum;
        private double _count;

        /// <inheritdoc/>
        public double Predict(FeatureVector x) => _count == 0 ? 0 : _sum / _count;

        /// <inheritdoc/>
        public Interval? PredictInterval(FeatureVector x, double level) => _count == 0 ? null : new Interval(Predict(x) - level, Predict(x) + level);

        /// <inheritdoc/>
        public void Explain(FeatureVector x, Contributions contributions)
        {
            contributions.Baseline = Predict(x);
            contributions.Add(x.First().Name, x.First().Number);
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double y, double weight = 1)
        {
            _sum += weight * y;
            _count += weight;
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("sum", ref _sum);
            state.Field("count", ref _count);
        }
    }
}
