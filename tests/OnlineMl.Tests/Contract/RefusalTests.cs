using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>What a model refuses leaves no trace in it: not in the part that refuses, not in those that learned before, not in the names.</summary>
public sealed class RefusalTests
{
    private static readonly string[] Regressors =
    [
        "LinearRegression", """{"LinearRegression": {"optimizer": {"SGD": {"lr": 1000}}}}""", """{"LinearRegression": {"optimizer": {"AdaGrad": {"lr": 1e6}}}}""",
        """{"LinearRegression": {"optimizer": {"SGD": {"lr": 100}}, "loss": "Poisson"}}""",
        """{"LinearRegression": {"optimizer": {"Momentum": {"lr": 10}}, "l2": 0.1}}""",
        """{"PARegressor": {"mode": 0}}""", "KNNRegressor", "HoeffdingTreeRegressor", """{"HoeffdingTreeRegressor": {"leaf_prediction": "model", "grace_period": 20}}""",
        """{"StatisticRegressor": {"statistic": "Mean"}}""", """{"TargetStandardScaler": {"regressor": {"LinearRegression": {"optimizer": {"SGD": {"lr": 100}}}}}}""",
        """{"TargetMinMaxScaler": {"regressor": "LinearRegression"}}""",
        """{"BaggingRegressor": {"model": {"LinearRegression": {"optimizer": {"SGD": {"lr": 1000}}}}, "n_models": 4, "seed": 3}}""",
        """{"BaggingRegressor": {"model": ["StandardScaler", {"LinearRegression": {"optimizer": {"SGD": {"lr": 1000}}}}], "n_models": 3, "seed": 5}}""",
        """{"BaggingRegressor": {"model": ["MinMaxScaler", {"PARegressor": {"mode": 0}}], "n_models": 3, "seed": 5}}""",
        """{"BaggingRegressor": {"model": {"HoeffdingTreeRegressor": {"leaf_prediction": "model", "grace_period": 20}}, "n_models": 3}}""",
        """{"BaggingRegressor": {"model": {"BaggingRegressor": {"model": {"LinearRegression": {"optimizer": {"SGD": {"lr": 1000}}}}, "n_models": 2}}, "n_models": 2}}""",
    ];

    private static readonly string[] Classifiers =
    [
        """{"LogisticRegression": {"optimizer": {"SGD": {"lr": 1e12}}}}""", """{"PAClassifier": {"mode": 0}}""", "Perceptron", "ALMAClassifier",
        """{"SoftmaxRegression": {"optimizer": {"SGD": {"lr": 1e12}}}}""", "GaussianNB", "BernoulliNB", "KNNClassifier", "HoeffdingTreeClassifier",
        """{"BaggingClassifier": {"model": ["StandardScaler", {"PAClassifier": {"mode": 0}}], "n_models": 3, "seed": 5}}""",
        """{"BaggingClassifier": {"model": "GaussianNB", "n_models": 3}}""", """{"BaggingClassifier": {"model": "MultinomialNB", "n_models": 3}}""",
        """{"ADWINBaggingClassifier": {"model": ["MaxAbsScaler", {"LogisticRegression": {"optimizer": {"SGD": {"lr": 1e12}}}}], "n_models": 3, "seed": 5}}""",
        """{"OneVsRestClassifier": {"LogisticRegression": {"optimizer": {"SGD": {"lr": 1e12}}}}}""",
        """{"OneVsRestClassifier": ["StandardScaler", {"PAClassifier": {"mode": 0}}]}""",
        """{"OneVsOneClassifier": ["AdaptiveStandardScaler", {"LogisticRegression": {"optimizer": {"SGD": {"lr": 1e12}}}}]}""",
        "PriorClassifier", "NoChangeClassifier",
    ];

    private static readonly string[] Others = ["KMeans", """{"HalfSpaceTrees": {"window_size": 10, "height": 3}}"""];

    private static readonly string[] Steps =
    [
        "StandardScaler", "MinMaxScaler", "MaxAbsScaler", "AdaptiveStandardScaler", "RobustScaler", "Normalizer", """{"PolynomialExtender": {"degree": 3}}""",
        "OneHotEncoder", "OrdinalEncoder", """{"StatImputer": [["b", "Mean"]]}""", """{"Prefixer": "p_"}""", """{"Discard": {"keys": ["b"]}}""",
        """{"TransformerUnion": ["StandardScaler", {"Prefixer": "raw_"}]}""", """{"TransformerUnion": [["MinMaxScaler", {"Suffixer": "_s"}], "RobustScaler"]}""",
        """{"TransformerProduct": [{"Select": {"keys": ["a"]}}, {"Select": {"keys": ["b", "n3"]}}]}""",
        """{"TransformerUnion": [{"Agg": {"on": "a", "by": ["colour"], "how": "Mean"}}, {"Suffixer": "_s"}]}""",
        """{"TransformerUnion": [{"TargetAgg": {"by": ["colour"], "how": "Mean"}}, "MinMaxScaler"]}""",
        """{"Grouper": {"transformer": "StandardScaler", "by": ["colour"]}}""",
    ];

    public static TheoryData<string> Specs => [.. AllSpecs()];

    [Theory]
    [MemberData(nameof(Specs))]
    public void ARefusedExampleLeavesNoTrace(string spec) => CheckStream(spec, learnDuringPredict: false);

    [Fact]
    public void ARefusedExampleLeavesNoTrace_WhereTransformersLearnWhilePredicting()
    {
        foreach (var spec in AllSpecs().Where((spec, i) => spec.StartsWith('[') && i % 3 == 0))
        {
            try
            {
                CheckStream(spec, learnDuringPredict: true);
            }
            catch (StateFormatException e)
            {
                Assert.Fail($"{spec}: {e.Message}");
            }
        }
    }

    [Fact]
    public void ARefusedExampleCanBeLearnedLater_WithItsNamesAsTheyWere()
    {
        var model = Model.FromSpec("""["StandardScaler", "LinearRegression"]""");
        var twin = Model.FromSpec("""["StandardScaler", "LinearRegression"]""");
        var first = new FeatureVector { ["a"] = 1 };
        model.Learn(first, 2.0);
        twin.Learn(first, 2.0);
        var x = model.NewExample();
        x.Add("a", 3);
        x.Add("new", 4);
        x.Add("colour", "red");

        Assert.Throws<NonFiniteStepException>(() => model.Learn(x, 1e308));
        Assert.True(x.HasStrangers);
        Assert.Equal(StateFormat.Hash(twin.Features), StateFormat.Hash(model.Features));

        model.Learn(new FeatureVector { ["other"] = 5, ["colour"] = "blue" }, 1.0);
        twin.Learn(new FeatureVector { ["other"] = 5, ["colour"] = "blue" }, 1.0);
        model.Learn(x, 1.0);
        twin.Learn(new FeatureVector { ["a"] = 3, ["new"] = 4, ["colour"] = "red" }, 1.0);
        Assert.Equal(twin.StateHash(), model.StateHash());
    }

    private static IEnumerable<string> AllSpecs()
    {
        string[] models = [.. Regressors, .. Classifiers, .. Others];
        foreach (var model in models)
        {
            yield return Quoted(model);
        }

        var random = new Random(4);
        for (var i = 0; i < 90; i++)
        {
            var steps = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Steps[random.Next(Steps.Length)]).ToList();
            yield return $"[{string.Join(", ", steps.Select(Quoted))}, {Quoted(models[i % models.Length])}]";
        }
    }

    private static string Quoted(string spec) => spec.StartsWith('{') ? spec : $"\"{spec}\"";

    private static void CheckStream(string spec, bool learnDuringPredict)
    {
        var model = Model.FromSpec(spec, new SpecOptions { LearnDuringPredict = learnDuringPredict });
        var twin = Model.FromSpec(spec, new SpecOptions { LearnDuringPredict = learnDuringPredict });
        var prediction = new Prediction();
        var random = new Random(spec.Length);
        for (var i = 0; i < 60; i++)
        {
            var (x, y, weight) = Example(model, random, i);
            var before = StateFormat.ToJson(model);
            try
            {
                if (i % 3 == 0)
                {
                    model.PredictThenLearn(x, y, prediction, weight);
                }
                else
                {
                    model.Learn(x, y, weight);
                }
            }
            catch (Exception e) when (e is NonFiniteStepException or ArgumentException)
            {
                if (!learnDuringPredict || i % 3 != 0)
                {
                    Assert.True(string.Equals(before, StateFormat.ToJson(model), StringComparison.Ordinal), $"{spec}, example {i}: {e.Message} {Difference(before, StateFormat.ToJson(model))}");
                }
            }

            if (i % 20 == 19)
            {
                // What was taken back is nowhere, in no cache either: a model with just the same state learns the same from here on.
                StateFormat.CopyTo(model, twin);
                var (next, target, _) = Example(model, random, 0);
                var fresh = twin.NewExample();
                fresh.CopyFrom(next);
                Assert.Equal(Outcome(() => model.Learn(next, target)), Outcome(() => twin.Learn(fresh, target)));
                Assert.True(model.StateHash() == twin.StateHash(), $"{spec}, example {i}: the copy goes on otherwise. {Difference(StateFormat.ToJson(model), StateFormat.ToJson(twin))}");
            }
        }
    }

    private static string Difference(string before, string after)
    {
        var at = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"Before …{before[Math.Max(0, at - 100)..Math.Min(before.Length, at + 60)]} after …{after[Math.Max(0, at - 20)..Math.Min(after.Length, at + 60)]}";
    }

    private static string? Outcome(Action learn)
    {
        try
        {
            learn();
            return null;
        }
        catch (Exception e) when (e is NonFiniteStepException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static (FeatureVector X, Target Y, double Weight) Example(Model model, Random random, int i)
    {
        double[] sizes = [1e200, -1e200, 1e-320, 1.7e308, -1.7e308, 1e80, 1e150];
        var isWild = i % 5 == 3;
        var x = model.NewExample();
        x.Add("a", isWild && random.Next(2) == 0 ? sizes[random.Next(sizes.Length)] : random.NextDouble());
        x.Add("b", isWild && random.Next(2) == 0 ? sizes[random.Next(sizes.Length)] : random.Next(4));
        x.Add("colour", "rgbcmyk".Substring(random.Next(7), 1));
        if (random.Next(3) == 0)
        {
            x.Add($"n{random.Next(12)}", random.NextDouble());
        }

        Target y = model.Task == ModelTask.Regression ? (i % 7 == 6 ? sizes[random.Next(sizes.Length)] : i % 11 == 10 ? double.NaN : random.NextDouble() * 10)
            : model.Task == ModelTask.BinaryClassification ? new Label(random.Next(2) == 0)
            : new Label("xyz".Substring(random.Next(3), 1));
        double[] weights = [0, 0.3, 2, -1, double.NaN, 1e300];
        return (x, y, i % 9 == 8 ? weights[random.Next(weights.Length)] : 1);
    }
}
