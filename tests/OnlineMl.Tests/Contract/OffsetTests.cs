using OnlineMl.Catalog;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Randomness;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Contract;

/// <summary>Where a stream lies changes nothing in what a component says of it, but for the digits that its numbers lose there: a variance is the same, a
/// mean lies as far out as the numbers, and what was learned of the numbers' order or distances is what it was.</summary>
public sealed class OffsetTests
{
    private static readonly double[] Offsets = [1e8, 1.7e9, 1.7e12];

    private const string Weights = "multiplies numbers by weights, so that a number far out is a long step: scale first";
    private const string Steps = "steps towards the target by the error, and is not there yet when it lies far out";
    private const string Zero = "says where numbers lie as seen from 0";
    private const string Products = "multiplies numbers with each other";
    private const string Counts = "takes numbers for how often something came";
    private const string Relative = "says how large errors are beside the truth";
    private const string Texts = "makes nothing of numbers";

    // What says something else of targets far from 0 by what it is, and why.
    private static readonly Dictionary<string, string> OtherwiseOfTargets = new(StringComparer.Ordinal)
    {
        ["BaggingRegressor"] = Steps,
        ["BayesianMean"] = "lies between the numbers and what was believed before",
        ["HoeffdingTreeRegressor"] = "has linear models in its leaves; without them it is checked below",
        ["HoltWinters"] = "starts its season as ratios to the level, as river does; without a season it is checked below",
        ["LinearRegression"] = Steps,
        ["Mape"] = Relative,
        ["PassiveAggressiveRegressor"] = Steps,
        ["Rmsle"] = Relative,
        ["RollingSum"] = "adds up",
        ["Smape"] = Relative,
        ["Sum"] = "adds up",
    };

    // What says something else of features far from 0 by what it is, and why.
    private static readonly Dictionary<string, string> OtherwiseOfFeatures = new(StringComparer.Ordinal)
    {
        ["AlmaClassifier"] = Weights,
        ["BagOfWords"] = Texts,
        ["BernoulliNB"] = Zero,
        ["ComplementNB"] = Counts,
        ["HalfSpaceTrees"] = "cuts the range from 0 to 1",
        ["HoeffdingTreeRegressor"] = "has linear models in its leaves; without them it is checked below",
        ["KMeans"] = "draws its first centres around 0",
        ["LinearRegression"] = Weights,
        ["LogisticRegression"] = Weights,
        ["MaxAbsScaler"] = Zero,
        ["MultinomialNB"] = Counts,
        ["Normalizer"] = Zero,
        ["OneVsOneClassifier"] = Weights,
        ["PassiveAggressiveClassifier"] = Weights,
        ["PassiveAggressiveRegressor"] = Weights,
        ["Perceptron"] = Weights,
        ["PolynomialExtender"] = Products,
        ["SoftmaxRegression"] = Weights,
        ["TargetMinMaxScaler"] = Weights,
        ["TargetStandardScaler"] = Weights,
        ["TfIdf"] = Texts,
        ["TransformerProduct"] = Products,
    };

    // How many times its last digit a figure may be off where numbers are only known to it; a hundred unless it is listed.
    private static readonly Dictionary<string, double> Sensitivity = new(StringComparer.Ordinal)
    {
        // Quantiles by P² go on from themselves at every number, and the range that is divided by is half as wide as the numbers.
        ["RobustScaler"] = 2000,
    };

    public static TheoryData<string> OfTargets => [.. Samples.Listed.Where(component => FeedsTargets(Samples.Make(component))).Select(component => component.Type.FullName!)];

    public static TheoryData<string> OfFeatures => [.. Samples.Listed.Where(component => FeedsFeatures(Samples.Make(component))).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(OfTargets))]
    public void TargetsFarFromZero_ChangeNothing(string type) => Check(type, OtherwiseOfTargets, (component, offset) => Run(component, offset, 0));

    [Theory]
    [MemberData(nameof(OfFeatures))]
    public void FeaturesFarFromZero_ChangeNothing(string type) => Check(type, OtherwiseOfFeatures, (component, offset) => Run(component, 0, offset));

    [Theory]
    [InlineData("""{"HoeffdingTreeRegressor": {"leaf_prediction": "mean", "grace_period": 20}}""")]
    [InlineData("""{"HoltWinters": {"alpha": 0.3, "beta": 0.1}}""")]
    [InlineData("""{"TargetStandardScaler": ["StandardScaler", "LinearRegression"]}""")]
    [InlineData("""{"TargetMinMaxScaler": ["MinMaxScaler", "LinearRegression"]}""")]
    [InlineData("""{"KNNRegressor": {"aggregation_method": "weighted_mean"}}""")]
    public void TargetsFarFromZero_ChangeNothingFor(string spec) => Check(() => ComponentCatalog.BuiltIn.Create(spec), (component, offset) => Run(component, offset, 0), 100);

    [Theory]
    [InlineData("""{"HoeffdingTreeRegressor": {"leaf_prediction": "mean", "grace_period": 20}}""")]
    [InlineData("""{"HoeffdingTreeClassifier": {"leaf_prediction": "nb", "grace_period": 20}}""")]
    [InlineData("""["StandardScaler", "SoftmaxRegression"]""")]
    [InlineData("""["AdaptiveStandardScaler", "SoftmaxRegression"]""")]
    [InlineData("""["StandardScaler", "KMeans"]""")]
    [InlineData("""["MinMaxScaler", "HalfSpaceTrees"]""")]
    public void FeaturesFarFromZero_ChangeNothingFor(string spec) => Check(() => ComponentCatalog.BuiltIn.Create(spec), (component, offset) => Run(component, 0, offset), 100);

    private static bool FeedsTargets(object component) =>
        component is IStatistic or IBivariateStatistic or IDriftDetector or IRegressionMetric || Subjects.Of(component) is { LearnsNumber: true };

    private static bool FeedsFeatures(object component) =>
        component is not (IStatistic or IBivariateStatistic or IDriftDetector or IMetric or ConfusionMatrix or ICategoricalStatistic) && Subjects.Of(component) is not null;

    private static void Check(string type, Dictionary<string, string> otherwise, Func<object, double, List<Figure>> run)
    {
        var descriptor = Samples.Find(type);
        var differences = Differences(() => Samples.Make(descriptor), run, Sensitivity.GetValueOrDefault(descriptor.Type.Name, 100));
        if (!otherwise.ContainsKey(descriptor.Type.Name))
        {
            Assert.True(differences.Count == 0, string.Join("; ", differences));
        }
        else
        {
            // A list that names what is the same is no list of reasons.
            Assert.NotEmpty(differences);
        }
    }

    private static void Check(Func<object> make, Func<object, double, List<Figure>> run, double sensitivity)
    {
        var differences = Differences(make, run, sensitivity);
        Assert.True(differences.Count == 0, string.Join("; ", differences));
    }

    private static List<string> Differences(Func<object> make, Func<object, double, List<Figure>> run, double sensitivity)
    {
        var near = run(make(), 0);
        var differences = new List<string>();
        foreach (var offset in Offsets)
        {
            // A number so far out is wrong by half its last digit.
            var tolerance = sensitivity * (Math.BitIncrement(offset) - offset);
            differences.AddRange(near.Zip(run(make(), offset))
                .Where(pair => pair.First.Name != pair.Second.Name || !IsAlike(pair.First.Number, pair.Second.Number, offset, tolerance))
                .Take(1)
                .Select(pair => $"{pair.First} but {pair.Second} at {offset}"));
        }

        return differences.Count > 0 || near.Count > 0 ? differences : ["nothing is said"];
    }

    private static bool IsAlike(double near, double far, double offset, double tolerance) =>
        near.Equals(far) || Math.Min(Math.Abs(far - near), Math.Abs(far - offset - near)) <= tolerance;

    private static List<Figure> Run(object component, double ofTargets, double ofFeatures)
    {
        var figures = new List<Figure>();
        var subject = Subjects.Of(component)!;
        var examples = Stream();
        var last = 0.0;
        for (var i = 0; i < examples.Count; i++)
        {
            var example = examples[i];
            var far = example with
            {
                Number = example.Number + ofTargets,
                Features = [.. example.Features.Select(feature => feature.Text is null ? feature with { Number = feature.Number + ofFeatures } : feature)],
            };
            if (i % 50 == 49)
            {
                figures.AddRange(subject.Answer(far));
            }

            switch (component)
            {
                case IBivariateStatistic statistic:
                    statistic.Update(far.Number, ofTargets + ((example.Number + last) / 2));
                    break;
                case IDriftDetector detector:
                    detector.Update(far.Number + (i > 250 ? 3 : 0));
                    figures.Add(new Figure("drift", detector.DriftDetected ? 1 : 0));
                    break;
                case IRegressionMetric metric:
                    metric.Update(far.Number, ofTargets + ((example.Number + last) / 2), 1);
                    break;
                default:
                    subject.Learn(far);
                    break;
            }

            last = example.Number;
        }

        return figures;
    }

    // Numbers with so few digits that none is lost far out.
    private static List<Example> Stream()
    {
        var random = new RandomSource(11);
        var examples = new List<Example>();
        for (var i = 0; i < 400; i++)
        {
            var (a, b) = (random.NextInt(1024) / 1024.0, random.NextInt(1024) / 1024.0);
            var number = random.NextInt(1024) / 1024.0 + (a > 0.5 ? 2 : 0);
            examples.Add(new Example([new Feature("a", a, null), new Feature("b", b, null), new Feature("colour", 0, b > 0.3 ? "r" : "g")], number, a > 0.5 ? 1 : 0));
        }

        return examples;
    }
}
