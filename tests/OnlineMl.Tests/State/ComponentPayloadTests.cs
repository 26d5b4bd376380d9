using System.Text.Json;
using OnlineMl.Anomaly;
using OnlineMl.Catalog;
using OnlineMl.Catalog.Conversion;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Statistics;
using OnlineMl.Tests.Contract;
using OnlineMl.TimeSeries;

namespace OnlineMl.Tests.State;

/// <summary>Components that were saved by earlier versions answer as they did then, bit for bit, and go on from there.</summary>
/// <remarks>A payload is a file of a component that has learned the examples in <c>examples.ndjson</c> but the last forty, beside what it answered to
/// those, and to each of those again once it had learned it. With ONLINEML_APPROVE_PAYLOADS=1 the payloads that are missing are written; those that are
/// there are never changed.</remarks>
public class ComponentPayloadTests
{
    private const int Later = 40;

    private static readonly bool Approves = Environment.GetEnvironmentVariable("ONLINEML_APPROVE_PAYLOADS") == "1";

    private static readonly Dictionary<string, (Type Type, string Spec)> Specs = new(StringComparer.Ordinal)
    {
        ["adaptive-standard-scaler"] = (typeof(ITransformer), "\"AdaptiveStandardScaler\""),
        ["adwin"] = (typeof(IDriftDetector), """{"ADWIN": {"delta": 0.9, "clock": 1, "min_window_length": 1, "grace_period": 1}}"""),
        ["adwin-bagging"] = (typeof(IClassifier), """{"ADWINBaggingClassifier": {"model": "GaussianNB", "n_models": 3, "seed": 1}}"""),
        ["bernoulli-nb"] = (typeof(IClassifier), "\"BernoulliNB\""),
        ["confusion-matrix"] = (typeof(ConfusionMatrix), "\"ConfusionMatrix\""),
        ["gaussian-nb"] = (typeof(IClassifier), "\"GaussianNB\""),
        ["half-space-trees"] = (typeof(IAnomalyDetector), """["MinMaxScaler", {"HalfSpaceTrees": {"n_trees": 5, "height": 4, "window_size": 30, "seed": 1}}]"""),
        ["hoeffding-tree-classifier"] = (typeof(IClassifier), """{"HoeffdingTreeClassifier": {"grace_period": 10, "delta": 0.5, "tau": 0.3}}"""),
        ["hoeffding-tree-regressor"] = (typeof(IRegressor), """{"HoeffdingTreeRegressor": {"grace_period": 10, "delta": 0.5, "tau": 0.3}}"""),
        ["holt-winters"] = (typeof(IForecaster), """{"HoltWinters": {"alpha": 0.3, "beta": 0.1, "gamma": 0.6, "seasonality": 7}}"""),
        ["kmeans"] = (typeof(IClusterer), """{"KMeans": {"n_clusters": 3, "halflife": 0.4, "seed": 1}}"""),
        ["knn-classifier"] = (typeof(IClassifier), "\"KNNClassifier\""),
        ["knn-regressor"] = (typeof(IRegressor), "\"KNNRegressor\""),
        ["logistic-regression-initialized"] = (typeof(IClassifier), """{"LogisticRegression": {"initializer": {"Normal": {"seed": 3}}}}"""),
        ["multinomial-nb"] = (typeof(IClassifier), """["MinMaxScaler", "MultinomialNB"]"""),
        ["pipeline"] = (typeof(IRegressor), """[{"TransformerUnion": ["StandardScaler", {"Agg": {"on": "a", "by": ["colour"], "how": {"Rolling": {"obj": "Mean", "window_size": 10}}}}]}, {"LinearRegression": {"optimizer": "Adam"}}]"""),
        ["rolling-accuracy"] = (typeof(IMetric), """{"Rolling": {"obj": "Accuracy", "window_size": 25}}"""),
        ["rolling-cov"] = (typeof(IBivariateStatistic), """{"Rolling": {"obj": "Cov", "window_size": 25}}"""),
        ["rolling-mae"] = (typeof(IMetric), """{"Rolling": {"obj": "MAE", "window_size": 25}}"""),
        ["rolling-mean"] = (typeof(IStatistic), """{"Rolling": {"obj": "Mean", "window_size": 25}}"""),
        ["rolling-quantile"] = (typeof(IStatistic), """{"RollingQuantile": {"q": 0.3, "window_size": 25}}"""),
        ["rolling-roc-auc"] = (typeof(IMetric), """{"RollingROCAUC": {"window_size": 25}}"""),
        ["softmax-regression-initialized"] = (typeof(IClassifier), """["StandardScaler", {"OneVsRestClassifier": {"LogisticRegression": {"initializer": {"Normal": {"seed": 3}}}}}]"""),
        ["time-rolling-accuracy"] = (typeof(IMetric), """{"TimeRolling": {"obj": "Accuracy", "period": 200}}"""),
        ["time-rolling-mean"] = (typeof(IStatistic), """{"TimeRolling": {"obj": "Mean", "period": 200}}"""),
        ["time-rolling-var"] = (typeof(IStatistic), """{"TimeRolling": {"obj": "Var", "period": 200}}"""),
    };

    public static TheoryData<string> Names => [.. Specs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ASavedComponentAnswersAsItDidAndGoesOn(string name)
    {
        var examples = Examples();
        var file = PathOf(name + ".oml");
        var written = PathOf(name + ".txt");
        if (Approves && !File.Exists(file))
        {
            Write(name, examples, file, written);
        }

        var saved = ModelFile.Read(File.ReadAllBytes(file));
        Assert.Equal(Specs[name].Spec, saved.Header.Spec);
        var subject = Make(Specs[name].Type, saved.Header.Spec);
        saved.Fill(ModelFile.StatePart, subject);
        Assert.Equal(File.ReadAllLines(written), AnswersOf(subject, examples));
    }

    [Fact]
    public void EveryPayloadIsRead()
    {
        var kept = Directory.GetFiles(PathOf(""), "*.oml").Select(file => Path.GetFileNameWithoutExtension(file));
        Assert.Equal(Specs.Keys.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    private static void Write(string name, List<Example> examples, string file, string written)
    {
        var subject = Make(Specs[name].Type, Specs[name].Spec);
        for (var i = 0; i < examples.Count - Later; i++)
        {
            Learn(subject, examples, i);
        }

        using (var stream = File.Create(file))
        {
            ModelFile.Write(stream, new ModelHeader(Specs[name].Spec), (ModelFile.StatePart, subject));
        }

        File.WriteAllLines(written, AnswersOf(subject, examples));
    }

    private static List<string> AnswersOf(Subject subject, List<Example> examples)
    {
        var answers = new List<string>();
        for (var i = examples.Count - Later; i < examples.Count; i++)
        {
            Ask("then", i);
        }

        for (var i = examples.Count - Later; i < examples.Count; i++)
        {
            Learn(subject, examples, i);
            Ask("on", i);
        }

        return answers;

        void Ask(string when, int index)
        {
            var figures = subject.Answer(examples[index]).Select(figure => $"{figure.Name.ReplaceLineEndings("|")}={BitConverter.DoubleToInt64Bits(figure.Number):x16}");
            answers.Add($"{when} {index} {string.Join(' ', figures)}".TrimEnd());
        }
    }

    private static void Learn(Subject subject, List<Example> examples, int index)
    {
        if (subject.Component is ITimeAware timed)
        {
            timed.Time = DateTime.UnixEpoch.AddSeconds(index * 7);
        }

        subject.Learn(examples[index]);
    }

    private static Subject Make(Type type, string spec)
    {
        using var json = JsonDocument.Parse(spec);
        return Subjects.Of(new SpecReader(ComponentCatalog.BuiltIn, new SpecOptions()).Component(json.RootElement, "$", type))!;
    }

    private static List<Example> Examples() => [.. File.ReadLines(PathOf("examples.ndjson")).Select(line =>
    {
        using var json = JsonDocument.Parse(line);
        var features = json.RootElement.GetProperty("features").EnumerateObject().Select(feature => feature.Value.ValueKind == JsonValueKind.String
            ? new Feature(feature.Name, 0, feature.Value.GetString())
            : new Feature(feature.Name, feature.Value.GetDouble(), null));
        return new Example([.. features], json.RootElement.GetProperty("number").GetDouble(), json.RootElement.GetProperty("class").GetInt32());
    })];

    private static string PathOf(string name) => Repository.PathOf("tests", "OnlineMl.Tests", "State", "Payloads", "components", name);
}
