using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Tests;

/// <summary>One truth has one label in every model, metric and answer, however it is spelled: spellings by models.</summary>
public class TruthSpellingTests
{
    private static readonly string[] Specs =
    [
        "\"LogisticRegression\"",
        "\"PAClassifier\"",
        "\"Perceptron\"",
        "\"ALMAClassifier\"",
        """["StandardScaler", "LogisticRegression"]""",
        """{"BaggingClassifier": {"model": "LogisticRegression", "seed": 1}}""",
        """{"ADWINBaggingClassifier": {"model": ["StandardScaler", "LogisticRegression"], "seed": 1}}""",
    ];

    private static readonly string[] OthersOfSpecs =
    [
        "\"GaussianNB\"",
        "\"HoeffdingTreeClassifier\"",
        "\"KNNClassifier\"",
        """{"OneVsRestClassifier": "LogisticRegression"}""",
        """{"OneVsOneClassifier": "LogisticRegression"}""",
        "\"SoftmaxRegression\"",
        "\"PriorClassifier\"",
        "\"NoChangeClassifier\"",
    ];

    // Negative and positive, as the model is first told them.
    private static readonly (Target Negative, Target Positive)[] Pairs =
    [
        (false, true), (L(0), L(1)), (L(-1), L(1)), (L(1), L(2)), (L(5), L(9)), (0.0, 1.0), (-1.0, 1.0), (3.0, 4.0),
        (L("false"), L("true")), (L("False"), L("True")), (L("0"), L("1")), (L("-1"), L("1")), (L("no"), L("yes")), (L("No"), L("Yes")), (L("ham"), L("spam")),
        (L("-"), L("+")), (L("b"), L("M")), (false, L("yes")), (L(0), L(7)),
    ];

    public static TheoryData<string> BinaryModels => [.. Specs];

    public static TheoryData<string> Classifiers => [.. Specs, .. OthersOfSpecs];

    [Theory]
    [MemberData(nameof(BinaryModels))]
    public void AnyTwoValues_TeachWhatFalseAndTrueTeach(string spec)
    {
        foreach (var (negative, positive) in Pairs)
        {
            foreach (var positiveFirst in (bool[])[false, true])
            {
                var plain = Run(spec, false, true, positiveFirst, out var plainMetrics, out var plainProbability);
                var model = Run(spec, negative, positive, positiveFirst, out var metrics, out var probability);

                Assert.Equal(plainProbability, probability, 0.02);
                AssertNear(plainMetrics, metrics, spec + negative + positive);
                Assert.True(metrics["Accuracy"].Value > 0.9, $"{spec} {negative}");
                Assert.Equal(2, model.Labels.Length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void ManySpellingsOfTwoTruths_AreTwoClasses_ShownAsFirstSpelled(string spec)
    {
        Target[] falses = [L(0), false, L("false"), L("False"), L("0"), 0.0, L("0.0"), L("FALSE")];
        Target[] trues = [L(1), true, L("true"), L("True"), L("1"), 1.0, L("1.0"), L("TRUE")];
        for (var first = 0; first < falses.Length; first++)
        {
            var one = Model.FromSpec(spec);
            var many = Model.FromSpec(spec);
            var oneMetrics = Metrics();
            var manyMetrics = Metrics();
            for (var i = 0; i < 64; i++)
            {
                var isPositive = i % 3 == 1;
                var x = new FeatureVector { ["a"] = isPositive ? 1 + (0.01 * i) : -1 + (0.01 * i) };
                var spellings = isPositive ? trues : falses;
                Learn(one, oneMetrics, x, spellings[first], i);
                Learn(many, manyMetrics, x, spellings[(first + (i / 3)) % spellings.Length], i);
            }

            Assert.Equal(one.StateHash(), many.StateHash());
            Assert.Equal(StateFormat.Hash(oneMetrics), StateFormat.Hash(manyMetrics));
            Assert.Equal(
                new[] { Text(falses[first]), Text(trues[first]) }.Order(StringComparer.Ordinal),
                many.Predict(new FeatureVector { ["a"] = 1 }).Probabilities.Select(pair => pair.Key.ToString()).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(BinaryModels))]
    public void AThirdValue_IsRefused_AndNothingIsLearned(string spec)
    {
        foreach (var (negative, positive) in Pairs)
        {
            var model = Run(spec, negative, positive, positiveFirst: false, out _, out _);
            var before = model.StateHash();
            var x = new FeatureVector { ["new"] = 1 };

            var refusal = Assert.Throws<ArgumentException>(() => model.Learn(x, L("maybe")));
            Assert.Contains($"'maybe' is neither '{Text(negative)}' nor '{Text(positive)}'", refusal.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => model.Learn(x, L(77)));
            Assert.Throws<ArgumentException>(() => model.Learn(x, L(77), 0));
            Assert.Throws<ArgumentException>(() => model.Fit(L(77)));
            Assert.Throws<ArgumentException>(() => model.PredictThenLearn(x, L(77), new Prediction()));
            Assert.Throws<ArgumentException>(() => model.LearnMany([x, x], [negative, L(77)]));
            Assert.Equal(before, model.StateHash());
        }
    }

    [Theory]
    [MemberData(nameof(BinaryModels))]
    public void ARefusedExample_LeavesNoLabel(string spec)
    {
        var model = Model.FromSpec(spec);
        var before = model.StateHash();
        var x = new FeatureVector { ["a"] = 1 };

        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(x, L(7), double.NaN));
        Assert.Throws<ArgumentException>(() => model.Learn(x, 0.5));
        Assert.Throws<ArgumentException>(() => model.LearnMany([x, x, x], [L(7), L(8), L(9)]));
        model.Learn(x, L(7), 0);
        Assert.Equal(before, model.StateHash());
        Assert.Equal(0, model.Labels.Length);
    }

    [Fact]
    public void ARefusedStep_LeavesTheKindOfTheFirstLabelOpen()
    {
        foreach (var learner in (IClassifier[])[new LogisticRegression(), new Perceptron(), new AlmaClassifier()])
        {
            var before = StateFormat.Hash(learner);
            Assert.Throws<NonFiniteStepException>(() => learner.Learn(new FeatureVector { ["a"] = 1e300 }, 1L, weight: 1e10));
            Assert.Equal(before, StateFormat.Hash(learner));
        }
    }

    [Theory]
    [MemberData(nameof(BinaryModels))]
    public void Labels_AreSavedCopiedAndHashed(string spec)
    {
        foreach (var (negative, positive) in Pairs)
        {
            var model = Run(spec, negative, positive, positiveFirst: true, out _, out _);
            using var stream = new MemoryStream();
            model.Save(stream);
            stream.Position = 0;
            var copy = Model.Load(stream);

            Assert.Equal(model.StateHash(), copy.StateHash());
            Assert.Equal(model.Labels.ToArray().Select(label => label.ToString()), copy.Labels.ToArray().Select(label => label.ToString()));
            var x = new FeatureVector { ["a"] = 1 };
            Assert.Equal(Shown(model.Predict(x)), Shown(copy.Predict(x)));
            Assert.Throws<ArgumentException>(() => copy.Learn(x, L("maybe")));
        }
    }

    [Fact]
    public void DeclaredLabels_SayWhichIsPositive_FromTheFirstAnswerOn()
    {
        var model = Model.FromSpec("""{"labels": ["sick", "healthy"], "model": ["StandardScaler", "LogisticRegression"]}""");
        Assert.Equal("sick:0.5 healthy:0.5", Shown(model.Predict(new FeatureVector { ["a"] = 1 })));

        var metrics = new MetricSet(new Precision(), new Recall { PosVal = "sick" });
        for (var i = 0; i < 9; i++)
        {
            var x = new FeatureVector { ["a"] = i % 3 == 0 ? 1 : -1 };
            Learn(model, metrics, x, L(i % 3 == 0 ? "healthy" : "sick"), i);
        }

        Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["a"] = 1 }, true));
        Assert.True(model.Predict(new FeatureVector { ["a"] = 1 }).Probabilities["healthy"] > 0.5);
        Assert.True(metrics["Precision"].Value > 0.5);
        Assert.True(metrics["Recall"].Value > 0.5);
        Assert.Equal("""["sick","healthy"]""", System.Text.Json.JsonDocument.Parse(model.ToSpec()).RootElement.GetProperty("labels").GetRawText());
        Assert.Equal(["sick", "healthy"], Model.FromSpec(model.ToSpec()).Labels.ToArray().Select(label => label.ToString()));
    }

    [Theory]
    [InlineData("""{"labels": ["a"], "model": "LogisticRegression"}""")]
    [InlineData("""{"labels": ["a", "a"], "model": "LogisticRegression"}""")]
    [InlineData("""{"labels": [1, true], "model": "LogisticRegression"}""")]
    [InlineData("""{"labels": ["a", "b", "c"], "model": "LogisticRegression"}""")]
    [InlineData("""{"labels": ["a", "b"], "model": "LinearRegression"}""")]
    [InlineData("""{"labels": "a", "model": "LogisticRegression"}""")]
    [InlineData("""{"labels": [[1], "b"], "model": "LogisticRegression"}""")]
    public void DeclaredLabels_ThatAreNone_AreRefused(string spec) => Assert.Throws<SpecException>(() => Model.FromSpec(spec));

    [Fact]
    public void DeclaredLabels_SayWhatIsWrongWithThem()
    {
        var model = Model.FromSpec("\"LogisticRegression\"");
        Assert.Contains("position 1 is none", Assert.Throws<ArgumentException>(() => model.DeclareLabels("yes", default)).Message, StringComparison.Ordinal);
        Assert.Contains("'yes' comes twice", Assert.Throws<ArgumentException>(() => model.DeclareLabels("yes", "yes")).Message, StringComparison.Ordinal);
        model.DeclareLabels("", "yes");
        Assert.Equal<Label>(["", "yes"], model.Labels.ToArray());
    }

    [Fact]
    public void MetricsWithoutAModel_TakeOneTruthForOneClass()
    {
        foreach (var metric in (IClassificationMetric[])[new Accuracy(), new LogLoss(), new CrossEntropy(), new F1(), new MacroF1(), new RocAuc(), new Mcc(), new CohenKappa(), new RollingPrAuc()])
        {
            var plain = (IClassificationMetric)Activator.CreateInstance(metric.GetType())!;
            Target[] truths = [L(1), false, L("True"), L("0"), L("false"), true];
            for (var i = 0; i < truths.Length; i++)
            {
                var isTrue = truths[i].Label == true;
                var probability = 0.3 + (0.1 * i);
                var given = new Probabilities();
                given.Add(i % 2 == 0 ? "False" : 0, 1 - probability);
                given.Add(i % 2 == 0 ? "True" : 1, probability);
                var usual = new Probabilities();
                usual.Add(false, 1 - probability);
                usual.Add(true, probability);
                metric.Update(truths[i].Label, given);
                plain.Update(isTrue, usual);
            }

            Assert.Equal(plain.Value, metric.Value);
        }
    }

    [Fact]
    public void AMatrix_IsAskedByTheNamesOfTheModel()
    {
        var matrix = new ConfusionMatrix();
        var metrics = new MetricSet(new F1 { Cm = matrix }, new ClassificationReport { Cm = matrix });
        var model = Model.FromSpec("\"LogisticRegression\"");
        for (var i = 0; i < 40; i++)
        {
            Learn(model, metrics, new FeatureVector { ["a"] = i % 2 == 0 ? 1 : -1 }, L(i % 2 == 0 ? "spam" : "ham"), i);
        }

        Assert.Equal(["ham", "spam"], matrix.Classes.Order().Select(label => label.ToString()));
        Assert.Equal(20, matrix.Support("spam"));
        Assert.Equal(20, matrix["ham", "ham"] + matrix["ham", "spam"]);
        Assert.Contains("spam", metrics["ClassificationReport"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedLabels_AreRefused()
    {
        var model = Model.FromSpec("\"LogisticRegression\"");
        foreach (Label[] labels in (Label[][])[[true, 1], [default, true], [1, 2, 3], ["a", "b", "a"]])
        {
            using var stream = new MemoryStream();
            ModelFile.Write(
                stream,
                new ModelHeader(model.ToSpec()),
                (ModelFile.FeaturesPart, model.Features),
                (ModelFile.StatePart, model.Component),
                (ModelFile.LabelsPart, new DamagedLabels(labels)));
            stream.Position = 0;
            Assert.Throws<StateFormatException>(() => Model.Load(stream));
        }
    }

    private static Label L(string text) => text;

    private static Label L(long number) => number;

    private static string Text(Target y) => y.Label.IsNone ? new Label((long)y.Number).ToString() : y.Label.ToString();

    private static string Shown(Prediction prediction) => string.Join(' ', prediction.Probabilities.Select(pair => FormattableString.Invariant($"{pair.Key}:{pair.Value}")));

    private static MetricSet Metrics() => new(
        new Accuracy(), new LogLoss(), new Precision(), new Recall(), new F1(), new RocAuc(), new RollingPrAuc(), new MacroF1(), new Mcc(), new CohenKappa(), new KappaM(),
        new RollingClassificationMetric(new F1(), 30), new RollingClassificationMetric(new LogLoss(), 30));

    private static Model Run(string spec, Target negative, Target positive, bool positiveFirst, out MetricSet metrics, out double probability)
    {
        var model = Model.FromSpec(spec);
        metrics = Metrics();
        for (var i = 0; i < 120; i++)
        {
            var isPositive = i % 3 == (positiveFirst ? 0 : 1);
            Learn(model, metrics, new FeatureVector { ["a"] = isPositive ? 1 + (0.001 * i) : -1 + (0.001 * i) }, isPositive ? positive : negative, i);
        }

        probability = model.Predict(new FeatureVector { ["a"] = 1 }).Probabilities[positive.Label.IsNone ? new Label((long)positive.Number) : positive.Label];
        return model;
    }

    // By turns the ways in which a prediction is learned from and measured, which must all come to the same.
    private static void Learn(Model model, MetricSet metrics, FeatureVector x, Target y, int turn)
    {
        var prediction = new Prediction();
        switch (turn % 4)
        {
            case 0:
                model.Predict(x, prediction);
                model.Measure(metrics, x, y, prediction);
                model.Learn(x, y);
                break;
            case 1:
                model.PredictThenLearn(x, y, prediction);
                model.Measure(metrics, x, y, prediction);
                break;
            case 2:
                model.PredictMany([x], [prediction]);
                model.LearnMany([x], [model.Fit(y)]);
                model.Measure(metrics, x, y, prediction);
                break;
            default:
                // As a service that remembers the prediction as JSON until the label comes.
                model.Predict(x, prediction);
                using (var stream = new MemoryStream())
                {
                    using (var json = new System.Text.Json.Utf8JsonWriter(stream))
                    {
                        model.Task.WriteInFull(json, prediction);
                    }

                    model.Learn(x, y);
                    prediction.Clear();
                    model.Read(System.Text.Json.JsonDocument.Parse(stream.ToArray()).RootElement, prediction);
                }

                model.Measure(metrics, x, y, prediction);
                break;
        }
    }

    // A model that begins with the other class ties the other way in its first answers, and a sum from the other end rounds otherwise.
    private static void AssertNear(MetricSet expected, MetricSet actual, string what)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(Math.Abs(expected[i].Value - actual[i].Value) < 0.06, $"{what}: {expected[i].Name} is {actual[i].Value}, not {expected[i].Value}");
        }
    }

    private sealed class DamagedLabels(Label[] labels) : IStateful
    {
        private readonly Inner _known = new(labels);

        void IStateful.Describe(StateArchive state) => state.Child("known", _known);

        private sealed class Inner(Label[] labels) : IStateful
        {
            private Label[] _labels = labels;

            void IStateful.Describe(StateArchive state) => state.Field("labels", ref _labels, FieldLength.Any);
        }
    }
}
