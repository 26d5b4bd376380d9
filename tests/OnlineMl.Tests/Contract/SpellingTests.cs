using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>Every classifier and every metric of classes takes one truth for one class, however it is spelled.</summary>
public class SpellingTests
{
    private static readonly Label[] Falses = [false, 0, "false", "False", "0", "0.0", "FALSE"];
    private static readonly Label[] Trues = [true, 1, "true", "True", "1", "1.0", "TRUE"];

    private static readonly (Label Negative, Label Positive)[] Pairs = [(0, 1), (-1, 1), (1, 2), (9, 5), ("False", "True"), ("0", "1"), ("ham", "spam"), ("yes", "no")];

    public static TheoryData<string> Classifiers =>
        [.. Samples.Listed.Where(component => typeof(IClassifier).IsAssignableFrom(component.Type)).Select(component => component.Type.FullName!)];

    public static TheoryData<string> Metrics =>
        [.. Samples.Listed.Where(component => typeof(IClassificationMetric).IsAssignableFrom(component.Type)).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void AClassifier_ShowsEachClassAsItCameFirst(string type)
    {
        for (var first = 0; first < Trues.Length; first++)
        {
            var one = ModelOf(type);
            var many = ModelOf(type);
            for (var i = 0; i < 60; i++)
            {
                Learn(one, i, Falses[first], Trues[first]);
                Learn(many, i, Falses[(first + (i / 4)) % Falses.Length], Trues[(first + (i / 4)) % Trues.Length]);
            }

            Assert.Equal(one.StateHash(), many.StateHash());
            var answer = many.Predict(Example(1));
            Assert.Equal(Shown(one.Predict(Example(1))), Shown(answer));
            Assert.All(answer.Probabilities, pair => Assert.Contains(pair.Key.ToString(), (string[])[Falses[first].ToString(), Trues[first].ToString()]));
        }
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void AModelOfTwoClasses_RefusesAThird_AndStaysAsItIs(string type)
    {
        foreach (var (negative, positive) in Pairs)
        {
            var model = ModelOf(type);
            model.Vocabulary!.RestrictToTwo();
            for (var i = 0; i < 30; i++)
            {
                Learn(model, i, negative, positive);
            }

            var before = model.StateHash();
            foreach (var third in (Label[])[77, "maybe", "01", ""])
            {
                Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["unseen"] = 1 }, third));
                Assert.Throws<ArgumentException>(() => model.Learn(Example(1), third, 0));
                Assert.Throws<ArgumentException>(() => model.PredictThenLearn(Example(1), third, new Prediction()));
                Assert.Throws<ArgumentException>(() => model.LearnMany([Example(1), Example(2)], [negative, third]));
            }

            Assert.Equal(before, model.StateHash());
            Assert.Equal([negative, positive], model.Labels.ToArray().OrderBy(label => label != negative));
        }
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void AMetricByItself_TakesOneTruthForOneClass(string type)
    {
        var plain = MetricOf(type);
        var metric = MetricOf(type);
        for (var i = 0; i < 60; i++)
        {
            var isPositive = i % 3 == 0;
            var probability = i % 7 / 7.0;
            plain.Update(isPositive, new Probabilities { { false, 1 - probability }, { true, probability } });
            metric.Update(
                (isPositive ? Trues : Falses)[i % Trues.Length],
                new Probabilities { { Falses[i % 5], 1 - probability }, { Trues[i % 4], probability } });
        }

        Assert.Equal(plain.Value, metric.Value);
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void AMetric_MeasuresWhateverTheTwoClassesAreCalled(string type)
    {
        var plain = Measured(type, false, true);
        foreach (var (negative, positive) in Pairs)
        {
            Assert.Equal(plain, Measured(type, negative, positive));
        }
    }

    private static double Measured(string type, Label negative, Label positive)
    {
        var model = Model.FromSpec("\"LogisticRegression\"");
        model.DeclareLabels(negative, positive);
        var metrics = new MetricSet(MetricOf(type));
        var prediction = new Prediction();
        for (var i = 0; i < 60; i++)
        {
            Target truth = i % 3 == 0 || i == 7 ? positive : negative;
            model.PredictThenLearn(Example(i % 3 == 0 ? 1 : 2), truth, prediction);
            model.Measure(metrics, Example(1), truth, prediction);
        }

        return metrics[0].Value;
    }

    private static void Learn(Model model, int i, Label negative, Label positive) => model.Learn(Example((i % 3 == 1 ? 3 : 1) + (0.01 * i)), i % 3 == 1 ? positive : negative);

    private static Model ModelOf(string type) => new((IStateful)Samples.Make(Samples.Find(type)));

    private static IClassificationMetric MetricOf(string type) => (IClassificationMetric)Samples.Make(Samples.Find(type));

    private static FeatureVector Example(double x) => new() { ["a"] = x };

    private static string Shown(Prediction prediction) => string.Join(' ', prediction.Probabilities.Select(pair => FormattableString.Invariant($"{pair.Key}:{pair.Value}")));
}
