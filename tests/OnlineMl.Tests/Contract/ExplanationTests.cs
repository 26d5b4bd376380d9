using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>Whoever explains its predictions gives numbers that sum to them, on the scale that it names.</summary>
public sealed class ExplanationTests
{
    public static TheoryData<string> Explaining =>
        [.. Samples.Listed.Where(component => component.Type.IsAssignableTo(typeof(IExplains))).Select(component => component.Type.FullName!)];

    public static TheoryData<string> Models =>
    [
        """["StandardScaler", {"LinearRegression": {"intercept_lr": 0.1}}]""",
        """{"LinearRegression": {"loss": "Poisson", "optimizer": {"SGD": 0.001}}}""",
        """["StandardScaler", "OneHotEncoder", "LogisticRegression"]""",
        """[{"TransformerUnion": ["StandardScaler", {"Prefixer": "raw_"}]}, "SoftmaxRegression"]""",
        """["FeatureHasher", "GaussianNB"]""",
        """{"GaussianNB": {"river_rules": true}}""",
        """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1}}""",
        """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "mc"}}""",
        """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "nb", "nominal_smoothing": 0}}""",
        """["StandardScaler", {"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1}}]""",
        """{"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "mean"}}""",
        """["StandardScaler", {"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "model"}}]""",
        """{"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "model", "leaf_model": "KNNRegressor"}}""",
        """["StandardScaler", {"TargetStandardScaler": ["OneHotEncoder", {"LinearRegression": {"intercept_lr": 0.1}}]}]""",
        """{"TargetMinMaxScaler": {"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1}}}""",
        """{"TargetStandardScaler": ["StandardScaler", {"LinearRegression": {"loss": "Poisson", "optimizer": {"SGD": 0.001}}}]}""",
        """{"TargetStandardScaler": {"BaggingRegressor": {"model": {"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1}}, "n_models": 3}}}""",
        """{"BaggingClassifier": {"model": {"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1}}, "n_models": 3}}""",
        """{"BaggingClassifier": {"model": ["StandardScaler", "SoftmaxRegression"], "n_models": 3}}""",
        """["StandardScaler", {"BaggingClassifier": {"model": {"OneVsRestClassifier": "LogisticRegression"}, "n_models": 3}}]""",
        """{"OneVsRestClassifier": "GaussianNB"}""",
        """{"OneVsRestClassifier": {"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1}}}""",
        """{"OneVsRestClassifier": {"BaggingClassifier": {"model": ["StandardScaler", "LogisticRegression"], "n_models": 3}}}""",
    ];

    [Theory]
    [MemberData(nameof(Explaining))]
    public void ContributionsSumToThePrediction(string type)
    {
        Check(new Model((IStateful)LearningComponents.Make(type)), Streams.Wild(200));
        Check(new Model((IStateful)LearningComponents.Make(type)), Streams.Wide(80));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ContributionsSumToThePrediction_InSettingsAndPipelines(string spec)
    {
        Check(Model.FromSpec(spec), Streams.Wild(400));
        Check(Model.FromSpec(spec), Streams.Tame(400));
    }

    private static void Check(Model model, List<Example> examples)
    {
        var prediction = new Prediction();
        var options = new PredictionOptions { Explains = true };
        var different = 0;
        foreach (var example in examples)
        {
            var x = model.NewExample();
            foreach (var feature in example.Features)
            {
                x.Add(feature.Name, feature.Text is null ? feature.Number : feature.Text);
            }

            model.Predict(x, prediction, options);
            different += Compare(prediction) ? 1 : 0;
            model.Learn(x, model.Task.HasClasses ? model.Task == ModelTask.BinaryClassification ? (example.Class > 0 ? "yes" : "no") : example.Text : example.Number);
        }

        var before = model.StateHash();
        model.Predict(model.NewExample(), prediction, options);
        Assert.Equal(before, model.StateHash());
        Assert.True(different > examples.Count / 8, $"Only {different} of {examples.Count} explanations could be compared.");
    }

    private static bool Compare(Prediction prediction)
    {
        var parts = prediction.Contributions;
        Assert.Equal(parts.Count, parts.Select(part => part.Key).Distinct(StringComparer.Ordinal).Count());
        var size = Math.Abs(parts.Baseline) + parts.Sum(part => Math.Abs(part.Value));
        switch (parts.Scale)
        {
            case ContributionScale.Number:
                Assert.Equal(prediction.Number, parts.Sum, 1e-9 * (1 + size));
                return true;
            case ContributionScale.LogNumber:
                Assert.Equal(Math.Log(prediction.Number), parts.Sum, 1e-9 * (1 + size));
                return true;
            case ContributionScale.Probability:
                Assert.Equal(prediction.Label, parts.Class);
                Assert.Equal(prediction.Probabilities[parts.Class], parts.Sum, 1e-9);
                return true;
            default:
                // Probabilities that are rounded to 0 or 1 tell no odds.
                double own = prediction.Probabilities[parts.Class], other = prediction.Probabilities[parts.Rival];
                Assert.True(own >= other);
                if (other < 1e-6 || parts.Rival.IsNone)
                {
                    return !parts.Rival.IsNone && parts.Sum > 5;
                }

                Assert.True(own == other || prediction.Label == parts.Class);
                Assert.Equal(Math.Log(own / other), parts.Sum, 1e-7 * (1 + size));
                Assert.Equal(prediction.Probabilities.Select(pair => pair.Value).OrderDescending().Take(2), [own, other]);
                return true;
        }
    }
}
