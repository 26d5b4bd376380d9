using OnlineMl.Catalog;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Contract;

/// <summary>An example of a whole weight is that many examples, wherever the mathematics says so.</summary>
public sealed class WeightTests
{
    private const string Window = "a window holds a number of examples, and a repetition pushes out one more";
    private const string Draw = "how often a member learns an example is drawn, for each repetition anew";
    private const string Gradient = "a weight makes one step longer, while each repetition steps from where the one before it has led";

    /// <summary>Components to which one example of a weight is another thing than repetitions, and why.</summary>
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["AdwinBaggingClassifier"] = Draw,
        ["BaggingClassifier"] = Draw,
        ["BaggingRegressor"] = Draw,
        ["KappaM"] = "compares with the class that was the most frequent before, and a repetition has those before it among them",
        ["KappaT"] = "compares with the class before, and a repetition has itself before it",
        ["RollingBivariateStatistic"] = Window,
        ["RollingClassificationMetric"] = Window,
        ["RollingPrAuc"] = Window,
        ["RollingRegressionMetric"] = Window,
        ["RollingRocAuc"] = Window,
        ["RollingStatistic"] = Window,
        ["TargetStandardScaler"] = "scales the target of each repetition by other moments, as those before it are among them",
    };

    /// <summary>Compositions whose members learn by sums, so that only the component itself could make a difference.</summary>
    private static readonly Dictionary<string, string> Specs = new(StringComparer.Ordinal)
    {
        ["HoeffdingTreeRegressor"] = """{"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "mean"}}""",
        ["HoeffdingTreeClassifier"] = """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "nb"}}""",
        ["OneVsRestClassifier"] = """{"OneVsRestClassifier": "GaussianNB"}""",
        ["OneVsOneClassifier"] = """{"OneVsOneClassifier": "GaussianNB"}""",
        ["TargetMinMaxScaler"] = """{"TargetMinMaxScaler": {"StatisticRegressor": {"statistic": "Mean"}}}""",
    };

    public static TheoryData<string> Weighted =>
        [.. Samples.Listed.Where(component => LearningComponents.Employ(component.Type.FullName!).IsWeighted).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(Weighted))]
    public void AWholeWeightIsThatManyRepetitions(string type)
    {
        var weighted = Employ(type);
        var repeated = Employ(type);
        var random = new Random(5);
        var differs = "";

        // Trees look for splits whenever examples of some weight have come, which must be between two examples and not between repetitions.
        var isTree = weighted.Component is HoeffdingTree;
        foreach (var example in isTree ? Streams.Wild(400).Where(example => example.Features.Any(feature => feature.Name == "b")).Select(Complete) : Streams.Wild(200))
        {
            var weight = isTree ? 2 : random.Next(1, 4);
            weighted.Learn(example with { Weight = weight });
            for (var i = 0; i < weight; i++)
            {
                repeated.Learn(example);
            }

            differs = differs.Length > 0 ? differs : Difference(weighted.Answer(example), repeated.Answer(example));
        }

        var made = Samples.Make(Samples.Find(type));
        Assert.True((ReasonFor(made) is null) == (differs.Length == 0), $"{differs} {ReasonFor(made)}");
    }

    private static Example Complete(Example example) => example with { Features = [.. example.Features.Where(feature => feature.Name != "c")] };

    private static Subject Employ(string type) => Samples.Make(Samples.Find(type)) switch
    {
        RegressionSplitter splitter => Subjects.Of(new HoeffdingTreeRegressor
        {
            GracePeriod = 20,
            Delta = 0.1,
            LeafPrediction = RegressionLeafPrediction.Mean,
            Splitter = splitter,
        })!,
        ClassSplitter splitter => Subjects.Of(new HoeffdingTreeClassifier
        {
            GracePeriod = 20,
            Delta = 0.1,
            LeafPrediction = ClassLeafPrediction.NaiveBayes,
            Splitter = splitter,
        })!,
        var made when Specs.TryGetValue(made.GetType().Name, out var spec) => Subjects.Of(ComponentCatalog.BuiltIn.Create<IStateful>(spec))!,
        _ => LearningComponents.Employ(type),
    };

    private static string? ReasonFor(object component) => component switch
    {
        IOptimizer or ILoss or IMulticlassLoss or IInitializer or Schedule => Gradient,
        GradientModel or SoftmaxRegression or AlmaClassifier => Gradient,
        _ => Otherwise.GetValueOrDefault(component.GetType().Name),
    };

    private static string Difference(List<Figure> weighted, List<Figure> repeated)
    {
        var others = repeated.ToDictionary(figure => figure.Name, figure => figure.Number, StringComparer.Ordinal);
        foreach (var (name, number) in weighted)
        {
            if (!others.TryGetValue(name, out var other))
            {
                return $"{name} is {number} and not among {string.Join(", ", repeated)}";
            }

            if (!(Math.Abs(number - other) <= 1e-9 * (1 + Math.Abs(other))) && !number.Equals(other))
            {
                return FormattableString.Invariant($"{name} is {number} and {other}");
            }
        }

        return "";
    }
}
