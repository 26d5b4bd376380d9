using OnlineMl.Metrics;

namespace OnlineMl.CrashTest;

/// <summary>A model of the test.</summary>
internal sealed record TestedModel(string Name, string Flavor, string Spec)
{
    private static readonly string[] Classes = ["\"red\"", "\"green\"", "\"blue\""];

    public static IReadOnlyList<TestedModel> All { get; } =
    [
        new("price", "regression", """["StandardScaler", "LinearRegression"]"""),
        new("fraud", "binary", """["StandardScaler", {"LogisticRegression": {"optimizer": {"Adam": {}}}}]"""),
        new("color", "multiclass", """["StandardScaler", "SoftmaxRegression"]"""),
        new("tree", "multiclass", """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.01}}"""),
        new("bag", "regression", """{"BaggingRegressor": {"model": {"HoeffdingTreeRegressor": {"grace_period": 30}}, "n_models": 3, "seed": 7}}"""),
    ];

    /// <summary>New metrics, as the server has them for the flavor.</summary>
    public MetricSet MakeMetrics() => Flavor switch
    {
        "regression" => MetricSet.ForRegression(),
        "binary" => MetricSet.ForBinaryClassification(),
        _ => MetricSet.ForMulticlassClassification(),
    };

    /// <summary>A target that the two features tell something about, as JSON.</summary>
    public string TruthFor(double a, double b, Random random) => Flavor switch
    {
        "regression" => (3 * a - b + random.NextDouble()).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        "binary" => a + b > random.NextDouble() ? "true" : "false",
        _ => Classes[a > 0.5 ? 0 : b > 0.5 ? 1 : 2],
    };
}
