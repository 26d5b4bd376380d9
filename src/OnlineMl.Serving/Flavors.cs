using OnlineMl.Contracts;
using OnlineMl.Metrics;

namespace OnlineMl.Serving;

/// <summary>The names of flavors on the wire and what each asks of a model. Which tasks fit a flavor, the tasks say.</summary>
internal static class Flavors
{
    private const string OldCustom = "creme";

    private static readonly (Flavor Flavor, string Name, Func<MetricSet> Metrics)[] Table =
    [
        (Flavor.Regression, "regression", MetricSet.ForRegression),
        (Flavor.Binary, "binary", MetricSet.ForBinaryClassification),
        (Flavor.Multiclass, "multiclass", MetricSet.ForMulticlassClassification),
        (Flavor.Cluster, "cluster", None),
        (Flavor.Forecast, "forecast", MetricSet.ForRegression),
        (Flavor.Neighbor, "neighbor", None),
        (Flavor.Custom, "custom", None),
    ];

    /// <summary>The names of all flavors.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Table, row => row.Name);

    /// <summary>The flavor of a name. <c>creme</c> is an old name of <c>custom</c>.</summary>
    /// <exception cref="OnlineMlException">The name is unknown.</exception>
    public static Flavor Parse(string name)
    {
        foreach (var row in Table)
        {
            if (string.Equals(row.Name, name, StringComparison.Ordinal))
            {
                return row.Flavor;
            }
        }

        return string.Equals(name, OldCustom, StringComparison.Ordinal) ? Flavor.Custom : throw new OnlineMlException(
            RefusalKind.BadRequest, $"'{name}' is no flavor; there are {string.Join(", ", Names.SkipLast(1))} and {Names[^1]}.");
    }

    /// <summary>The name of a flavor.</summary>
    public static string NameOf(Flavor flavor) => RowOf(flavor).Name;

    /// <summary>New metrics that a model of a flavor is measured by.</summary>
    public static MetricSet Metrics(Flavor flavor) => RowOf(flavor).Metrics();

    /// <summary>Refuses a model that does not fit a flavor.</summary>
    /// <exception cref="OnlineMlException">It does not fit.</exception>
    public static void Check(Flavor flavor, ModelTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (flavor != Flavor.Custom && !task.Flavors.Contains(NameOf(flavor), StringComparer.Ordinal))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The model does {task.Name}, which does not fit the flavor {NameOf(flavor)}.");
        }
    }

    private static MetricSet None() => new();

    private static (Flavor Flavor, string Name, Func<MetricSet> Metrics) RowOf(Flavor flavor)
    {
        foreach (var row in Table)
        {
            if (row.Flavor == flavor)
            {
                return row;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(flavor), flavor, "There is no such flavor.");
    }
}
