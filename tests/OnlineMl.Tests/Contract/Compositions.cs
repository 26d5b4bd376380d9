using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Contract;

/// <summary>Models in which every component of the catalog that can be in one is at work, alone and in a pipeline, as specs.</summary>
internal static class Compositions
{
    private static readonly string[] Ends = ["\"LinearRegression\"", "\"GaussianNB\"", "\"KNNRegressor\"", "\"KMeans\"", """{"HoeffdingTreeRegressor": {"grace_period": 20}}"""];

    public static IReadOnlyList<string> All { get; } = [.. Samples.Listed.SelectMany(Of).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(ComponentDescriptor component, int index)
    {
        var made = LearningComponents.Make(component.Type.FullName!);
        var spec = ComponentCatalog.BuiltIn.ToSpec(made);
        switch (made)
        {
            case IStateful model when ModelTask.TryOf(model) is not null:
                yield return spec;
                yield return $"""["StandardScaler", {spec}]""";
                yield return $$"""["PolynomialExtender", {"Prefixer": "p_"}, {{spec}}]""";
                break;
            case ITransformer:
                yield return $"[{spec}, {Ends[index % Ends.Length]}]";
                yield return $$"""[{"TransformerUnion": [{{spec}}, {"Suffixer": "_s"}]}, "MinMaxScaler", {{Ends[(index + 1) % Ends.Length]}}]""";
                break;
            case IStatistic:
                yield return $$"""{"StatisticRegressor": {{spec}}}""";
                yield return $$$"""[{"TransformerUnion": [{"Agg": {"on": "a", "by": ["colour"], "how": {{{spec}}}}}, {"TargetAgg": {"by": ["colour"], "how": {{{spec}}}}}]}, "LinearRegression"]""";
                break;
            default:
                break;
        }
    }
}
