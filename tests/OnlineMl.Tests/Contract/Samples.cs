using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Catalog.Conversion;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Contract;

/// <summary>The components of the catalog, made with their defaults, or by a sample spec where a parameter is required.</summary>
internal static class Samples
{
    /// <summary>A spec for each component that needs parameters. A new one that is missing here fails the suite.</summary>
    private static readonly Dictionary<string, string> Specs = new(StringComparer.Ordinal)
    {
        ["AdwinBaggingClassifier"] = """{"ADWINBaggingClassifier": "GaussianNB"}""",
        ["Agg"] = """{"Agg": {"on": "a", "by": ["colour"], "how": "Mean"}}""",
        ["AutoCorr"] = """{"AutoCorr": {"lag": 2}}""",
        ["Averager"] = """{"Averager": {"optimizer": "SGD"}}""",
        ["BaggingClassifier"] = """{"BaggingClassifier": "GaussianNB"}""",
        ["BaggingRegressor"] = """{"BaggingRegressor": {"model": ["StandardScaler", "LinearRegression"]}}""",
        ["BayesianMean"] = """{"BayesianMean": {"prior": 3, "prior_weight": 5}}""",
        ["ConstantInitializer"] = """{"Constant": {"value": 0.5}}""",
        ["ConstantSchedule"] = """{"Constant": {"learning_rate": 0.5}}""",
        ["Discard"] = """{"Discard": {"keys": ["b"]}}""",
        ["FBeta"] = """{"FBeta": {"beta": 2}}""",
        ["Grouper"] = """{"Grouper": {"transformer": "StandardScaler", "by": ["colour"]}}""",
        ["HoltWinters"] = """{"HoltWinters": {"alpha": 0.3, "beta": 0.1, "gamma": 0.6, "seasonality": 7}}""",
        ["InverseScaling"] = """{"InverseScaling": {"learning_rate": 0.5}}""",
        ["Link"] = """{"Link": {"left": "Shift", "right": "Mean"}}""",
        ["MacroFBeta"] = """{"MacroFBeta": {"beta": 2}}""",
        ["MicroFBeta"] = """{"MicroFBeta": {"beta": 2}}""",
        ["MultiFBeta"] = """{"MultiFBeta": {"betas": {"true": 1, "false": 2}}}""",
        ["OneVsOneClassifier"] = """{"OneVsOneClassifier": "LogisticRegression"}""",
        ["OneVsRestClassifier"] = """{"OneVsRestClassifier": ["StandardScaler", "LogisticRegression"]}""",
        ["OptimalSchedule"] = """{"Optimal": {"loss": "Hinge"}}""",
        ["Prefixer"] = """{"Prefixer": {"prefix": "p_"}}""",
        ["RollingAbsMax"] = """{"RollingAbsMax": {"window_size": 10}}""",
        ["RollingBivariateStatistic"] = """{"Rolling": {"obj": "Cov", "window_size": 10}}""",
        ["RollingClassificationMetric"] = """{"Rolling": {"obj": "Accuracy", "window_size": 10}}""",
        ["RollingCov"] = """{"RollingCov": {"window_size": 10}}""",
        ["RollingIqr"] = """{"RollingIQR": {"window_size": 10}}""",
        ["RollingMax"] = """{"RollingMax": {"window_size": 10}}""",
        ["RollingMean"] = """{"RollingMean": {"window_size": 10}}""",
        ["RollingMin"] = """{"RollingMin": {"window_size": 10}}""",
        ["RollingMode"] = """{"RollingMode": {"window_size": 10}}""",
        ["RollingPeakToPeak"] = """{"RollingPeakToPeak": {"window_size": 10}}""",
        ["RollingPearsonCorr"] = """{"RollingPearsonCorr": {"window_size": 10}}""",
        ["RollingQuantile"] = """{"RollingQuantile": {"q": 0.5, "window_size": 10}}""",
        ["RollingRegressionMetric"] = """{"Rolling": {"obj": "MAE", "window_size": 10}}""",
        ["RollingSem"] = """{"RollingSEM": {"window_size": 10}}""",
        ["RollingStatistic"] = """{"Rolling": {"obj": "Mean", "window_size": 10}}""",
        ["RollingSum"] = """{"RollingSum": {"window_size": 10}}""",
        ["RollingVar"] = """{"RollingVar": {"window_size": 10}}""",
        ["SelectType"] = """{"SelectType": "number"}""",
        ["Select"] = """{"Select": {"keys": ["a", "colour"]}}""",
        ["StatImputer"] = """{"StatImputer": [["b", "Mean"], ["colour", "Mode"]]}""",
        ["StatisticRegressor"] = """{"StatisticRegressor": {"statistic": "Mean"}}""",
        ["Suffixer"] = """{"Suffixer": {"suffix": "_s"}}""",
        ["TargetAgg"] = """{"TargetAgg": {"by": ["colour"], "how": "Mean"}}""",
        ["TargetMinMaxScaler"] = """{"TargetMinMaxScaler": "LinearRegression"}""",
        ["TargetStandardScaler"] = """{"TargetStandardScaler": "LinearRegression"}""",
        ["TimeRollingBivariateStatistic"] = """{"TimeRolling": {"obj": "Cov", "period": {"timedelta": {"seconds": 60}}}}""",
        ["TimeRollingClassificationMetric"] = """{"TimeRolling": {"obj": "Accuracy", "period": 60}}""",
        ["TimeRollingRegressionMetric"] = """{"TimeRolling": {"obj": "MAE", "period": 60}}""",
        ["TimeRollingStatistic"] = """{"TimeRolling": {"obj": "Mean", "period": {"timedelta": {"seconds": 60}}}}""",
        ["TransformerProduct"] = """{"TransformerProduct": [{"Select": {"keys": ["a"]}}, {"Select": {"keys": ["b"]}}]}""",
        ["TransformerUnion"] = """{"TransformerUnion": ["StandardScaler", {"Prefixer": "raw_"}]}""",
        ["WeightedFBeta"] = """{"WeightedFBeta": {"beta": 2}}""",
    };

    public static IEnumerable<ComponentDescriptor> Listed => ComponentCatalog.BuiltIn.Components.Where(component => !component.IsCodeOnly);

    public static ComponentDescriptor Find(string type) => Listed.Single(component => string.Equals(component.Type.FullName, type, StringComparison.Ordinal));

    public static object Make(ComponentDescriptor component)
    {
        if (!Specs.TryGetValue(component.Type.Name, out var spec))
        {
            Assert.True(component.CanBeDefault, $"{component.Type} needs parameters: add a spec of it to {nameof(Samples)}.");
            return component.Create([]);
        }

        using var json = JsonDocument.Parse(spec);
        return new SpecReader(ComponentCatalog.BuiltIn, new SpecOptions()).Component(json.RootElement, "$", component.Type);
    }
}
