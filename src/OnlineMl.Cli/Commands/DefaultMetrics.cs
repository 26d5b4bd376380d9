using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Cli.Data;
using OnlineMl.Metrics;

namespace OnlineMl.Cli.Commands;

/// <summary>The metrics that a model is measured by when none are named.</summary>
internal static class DefaultMetrics
{
    public static MetricSet Create(string[] names) =>
        new(Array.ConvertAll(names, name => ComponentCatalog.BuiltIn.Create<IMetric>(JsonSerializer.Serialize(name, SpecText.Default.String))));

    public static string[] Or(string[]? given, ModelTask task)
    {
        var names = (given ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        return names.Length > 0 ? names : [.. task.UsualMetrics];
    }
}
