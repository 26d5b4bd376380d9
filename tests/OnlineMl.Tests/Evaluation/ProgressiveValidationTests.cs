using System.Globalization;
using System.Text;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Clustering;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Preprocessing;
using OnlineMl.Randomness;

namespace OnlineMl.Tests.Evaluation;

public sealed class ProgressiveValidationTests
{
    private const string Logistic = """["StandardScaler", "LogisticRegression"]""";

    [Fact]
    public void Run_AsInTheExample()
    {
        var model = Model.FromSpec(Logistic);
        var result = new ProgressiveValidation().Run(model, new BreastCancer(), new MetricSet(new Accuracy()));
        Assert.InRange(result.Metrics["Accuracy"], 0.94, 1);
        Assert.Equal(569, result.Examples);
        Assert.True(result.ModelBytes > 0);
    }

    [Fact]
    public void Run_EqualsTheLoopWrittenByHand()
    {
        var byHand = new Accuracy();
        var model = Model.FromSpec("\"GaussianNB\"");
        using (var reader = new Iris().Open())
        {
            var x = model.NewExample();
            while (reader.TryRead(x, out var y))
            {
                var prediction = model.Predict(x);
                if (!prediction.IsEmpty)
                {
                    byHand.Update(y.Label, prediction.Label);
                }

                model.Learn(x, y);
            }
        }

        foreach (var readsAhead in new[] { false, true })
        {
            var validation = new ProgressiveValidation { ReadsAhead = readsAhead };
            var result = validation.Run(Model.FromSpec("\"GaussianNB\""), new Iris(), new MetricSet(new Accuracy()));
            Assert.Equal(byHand.Value, result.Metrics["Accuracy"]);
        }
    }

    [Theory]
    [InlineData("""{"LogisticRegression": {"optimizer": "AdaptiveNormalizedInvariant"}}""")]
    [InlineData("""{"LogisticRegression": {"optimizer": "NesterovMomentum"}}""")]
    [InlineData("""{"LogisticRegression": {"initializer": {"Normal": {"seed": 1}}}}""")]
    [InlineData(Logistic)]
    [InlineData("""[{"BagOfWords": {"on": "text"}}, {"LogisticRegression": {"hash_bits": 10, "optimizer": "AdaptiveNormalizedInvariant"}}]""")]
    [InlineData("""[{"BagOfWords": {"on": "text"}}, "LogisticRegression"]""")]
    [InlineData("""[{"BagOfWords": {"on": "text"}}, {"Prefixer": {"prefix": "w "}}, {"LinearRegression": {"hash_bits": 10}}]""")]
    [InlineData("""[{"TFIDF": {"on": "text"}}, {"LinearRegression": {"hash_bits": 10}}]""")]
    public void Run_GivesWhatAnObservedRunGives(string spec)
    {
        var rows = new StringBuilder("text,y,a,b\n");
        var random = new RandomSource(5);
        for (var i = 0; i < 2000; i++)
        {
            var y = random.NextInt(2);
            var word = (int)Math.Exp(7 * random.NextDouble());
            rows.Append(CultureInfo.InvariantCulture, $"w{word} {(y == 1 ? "good" : "bad")} w{random.NextInt(20)} schön,{y},{random.NextGauss(y, 2):0.0000},{(word % 3 == 0 ? "" : word)}\n");
        }

        var observed = Evaluate(new ProgressiveValidation { Observer = (_, _, _, _) => { } });
        Assert.Equal(observed, Evaluate(new ProgressiveValidation()));
        Assert.Equal(observed, Evaluate(new ProgressiveValidation { ReadsAhead = true }));

        (string State, double Metric) Evaluate(ProgressiveValidation validation)
        {
            var model = Model.FromSpec(spec);
            var isRegression = model.Task == ModelTask.Regression;
            using var reader = new CsvDataset(
                () => new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString())),
                new ColumnOptions { Target = "y", TargetType = isRegression ? TargetType.Number : TargetType.Bool, Text = ["text"] }).Open();
            var metrics = isRegression ? new MetricSet(new Mae()) : new MetricSet(new LogLoss());
            var result = validation.Run(model, reader, metrics);
            return (model.StateHash(), result.Metrics.Values.Single());
        }
    }

    [Fact]
    public void Run_MeasuresClustersOfAPipelineByTransformedFeatures()
    {
        var byHand = new Silhouette();
        var space = new FeatureSpace();
        var scaler = new StandardScaler();
        var kMeans = new KMeans { NClusters = 3, Seed = 1 };
        var scaled = new FeatureVector(space, keepsStrangers: true);
        using (var reader = new Iris().Open())
        {
            var x = new FeatureVector(space, keepsStrangers: true);
            while (reader.TryRead(x, out _))
            {
                scaler.Transform(x, Emptied(scaled));
                byHand.Update(scaled, kMeans.Predict(scaled), kMeans);
                x.AdmitStrangers();
                scaler.Learn(x);
                scaler.Transform(x, Emptied(scaled));
                kMeans.Learn(scaled);
            }
        }

        var model = Model.FromSpec("""["StandardScaler", {"KMeans": {"n_clusters": 3, "seed": 1}}]""");
        var result = new ProgressiveValidation().Run(model, new Iris(), new MetricSet(new Silhouette()));
        Assert.Equal(byHand.Value, result.Metrics["Silhouette"], 1e-12);
        Assert.InRange(result.Metrics["Silhouette"], 0.01, 0.99);

        static FeatureVector Emptied(FeatureVector vector)
        {
            vector.Clear();
            return vector;
        }
    }

    [Fact]
    public void Run_DelayOfOneExampleIsNone()
    {
        var atOnce = Evaluate(new ProgressiveValidation());
        Assert.Equal(atOnce, Evaluate(new ProgressiveValidation { Delay = EvaluationDelay.OfExamples(1) }));
        Assert.NotEqual(atOnce, Evaluate(new ProgressiveValidation { Delay = EvaluationDelay.OfExamples(100) }));

        static double Evaluate(ProgressiveValidation validation) =>
            validation.Run(Model.FromSpec(Logistic), new BreastCancer(), new MetricSet(new LogLoss())).Metrics["LogLoss"];
    }

    [Fact]
    public void Run_DelayByTimeRevealsWhenTheTimeHasCome()
    {
        var order = new List<string>();
        var data = Csv("day,y\n1,0\n2,1\n2,0\n10,1\n");
        var validation = new ProgressiveValidation
        {
            Delay = EvaluationDelay.OfTime("day", TimeSpan.FromDays(1)),
            Observer = (index, _, _, prediction) => order.Add($"{index}:{prediction.Probabilities[true]:0.0}"),
        };
        using var reader = data.Open();
        var result = validation.Run(Model.FromSpec("\"PriorClassifier\""), reader, new MetricSet(new Accuracy()));

        // Of the second and the third example neither knows the other.
        Assert.Equal(["0:0.0", "1:0.0", "2:0.0", "3:0.3"], order);
        Assert.Equal(4, result.Examples);
    }

    [Fact]
    public void Run_StopsWhenCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var validation = new ProgressiveValidation { Limit = 1_000_000, ReadsAhead = true, Progress = _ => cancellation.Cancel() };
        Assert.Throws<OperationCanceledException>(
            () => validation.Run(Model.FromSpec(Logistic), new Sea(), new MetricSet(new Accuracy()), cancellation.Token));
    }

    [Fact]
    public void Run_RefusesAnEndlessStreamWithoutLimit() =>
        Assert.Throws<InvalidOperationException>(() => new ProgressiveValidation().Run(Model.FromSpec(Logistic), new Sea(), new MetricSet(new Accuracy())));

    [Fact]
    public void Run_RecordsCheckpoints()
    {
        var validation = new ProgressiveValidation { CheckpointEvery = 50, Limit = 120 };
        var result = validation.Run(Model.FromSpec(Logistic), new BreastCancer(), new MetricSet(new Accuracy()));
        Assert.Equal([50, 100], result.Checkpoints.Select(checkpoint => checkpoint.Examples));
        Assert.Equal(120, result.Examples);
        Assert.All(result.Checkpoints, checkpoint => Assert.InRange(checkpoint.Metrics["Accuracy"], 0.5, 1));
    }

    [Fact]
    public void Run_AllocatesNothingPerExample()
    {
        var model = Model.FromSpec(Logistic);
        var metrics = new MetricSet(new Accuracy(), new LogLoss());
        using var reader = new Sea().Open();
        Assert.InRange(Allocations.Of(() => new ProgressiveValidation { Limit = 20_000 }.Run(model, reader, metrics)), 0, 20_000);
    }

    [Fact]
    public void Run_ThrowsWhatWentWrongWhileReadingAhead()
    {
        using var reader = new CsvDataset(() => new MemoryStream("a,y\n1,0\n2,1\n3\n"u8.ToArray()), new ColumnOptions { Target = "y", IsStrict = true }).Open();
        var validation = new ProgressiveValidation { ReadsAhead = true };
        var error = Assert.Throws<DataFormatException>(() => validation.Run(Model.FromSpec(Logistic), reader, new MetricSet(new Accuracy())));
        Assert.StartsWith("Line 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MeasuresAnomalyScores()
    {
        using var anomalies = Csv("a,y\n0.1,0\n0.2,0\n0.9,1\n0.1,0\n").Open();
        var detector = Model.FromSpec("""{"HalfSpaceTrees": {"window_size": 2, "n_trees": 3, "height": 2, "seed": 1}}""");
        var result = new ProgressiveValidation().Run(detector, anomalies, new MetricSet(new RocAuc()));
        Assert.InRange(result.Metrics["ROCAUC"], 0, 1);
    }

    [SharedFact]
    public void Run_GivesRiversFigures()
    {
        var shared = Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? Repository.PathOf("..", "shared");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(shared, "parity", "golden.json")));
        var records = document.RootElement.GetProperty("records").EnumerateArray();
        var rows = records.Single(record => record.GetProperty("id").ValueEquals("evaluate/delayed")).GetProperty("rows");
        foreach (var row in rows.EnumerateArray())
        {
            var isPhishing = row.GetProperty("dataset").ValueEquals("phishing");
            var spec = isPhishing ? Logistic : """["StandardScaler", {"LinearRegression": {"intercept_lr": 0.1}}]""";
            var model = Model.FromSpec(spec, new SpecOptions { LearnDuringPredict = true });
            var metrics = isPhishing ? new MetricSet(new RocAuc()) : new MetricSet(new Mae());
            using var reader = new CsvDataset(
                () => File.OpenRead(Path.Combine(shared, "data", isPhishing ? "phishing.csv" : "trump-approval.csv")),
                new ColumnOptions
                {
                    Target = isPhishing ? "is_phishing" : "five_thirty_eight",
                    TargetType = isPhishing ? TargetType.Bool : TargetType.Number,
                }).Open();
            var result = new ProgressiveValidation { Delay = DelayOf(row) }.Run(model, reader, metrics);
            var expected = row.GetProperty("value").GetDouble();
            Assert.InRange(result.Metrics.Single().Value, expected * (1 - 1e-9), expected * (1 + 1e-9));
        }
    }

    private static EvaluationDelay? DelayOf(JsonElement row)
    {
        if (row.GetProperty("delay") is not { ValueKind: JsonValueKind.Number } delay)
        {
            return null;
        }

        return row.TryGetProperty("moment", out var moment)
            ? EvaluationDelay.OfTime(moment.GetString()!, delay.GetDouble())
            : EvaluationDelay.OfExamples(delay.GetInt32());
    }

    private static CsvDataset Csv(string text) =>
        new(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), new ColumnOptions { Target = "y", TargetType = TargetType.Bool });
}
