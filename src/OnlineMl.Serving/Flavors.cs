using OnlineMl.Contracts;
using OnlineMl.Metrics;

namespace OnlineMl.Serving;

/// <summary>The names of flavors on the wire and what each asks of a model.</summary>
public static class Flavors
{
    /// <summary>The flavor of a name. <c>creme</c> is an old name of <c>custom</c>.</summary>
    /// <exception cref="OnlineMlException">The name is unknown.</exception>
    public static Flavor Parse(string name) => name switch
    {
        "regression" => Flavor.Regression,
        "binary" => Flavor.Binary,
        "multiclass" => Flavor.Multiclass,
        "cluster" => Flavor.Cluster,
        "neighbor" => Flavor.Neighbor,
        "custom" or "creme" => Flavor.Custom,
        _ => throw new OnlineMlException(
            RefusalKind.BadRequest,
            $"'{name}' is no flavor; there are regression, binary, multiclass, cluster, neighbor and custom."),
    };

    /// <summary>The name of a flavor.</summary>
    public static string NameOf(Flavor flavor) => flavor switch
    {
        Flavor.Regression => "regression",
        Flavor.Binary => "binary",
        Flavor.Multiclass => "multiclass",
        Flavor.Cluster => "cluster",
        Flavor.Neighbor => "neighbor",
        _ => "custom",
    };

    /// <summary>New metrics that a model of a flavor is measured by.</summary>
    public static MetricSet Metrics(Flavor flavor) => flavor switch
    {
        Flavor.Regression => MetricSet.ForRegression(),
        Flavor.Binary => MetricSet.ForBinaryClassification(),
        Flavor.Multiclass => MetricSet.ForMulticlassClassification(),
        _ => new MetricSet(),
    };

    /// <summary>Refuses a model that does not fit a flavor.</summary>
    /// <exception cref="OnlineMlException">It does not fit.</exception>
    public static void Check(Flavor flavor, ModelTask task)
    {
        var fits = flavor switch
        {
            Flavor.Regression => task == ModelTask.Regression,
            Flavor.Binary => task is ModelTask.BinaryClassification or ModelTask.Classification,
            Flavor.Multiclass => task == ModelTask.Classification,
            Flavor.Cluster => task == ModelTask.Clustering,
            Flavor.Neighbor => task is ModelTask.Regression or ModelTask.Classification or ModelTask.AnomalyDetection,
            _ => true,
        };
        if (!fits)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The model does {Describe(task)}, which does not fit the flavor {NameOf(flavor)}.");
        }
    }

    private static string Describe(ModelTask task) => task switch
    {
        ModelTask.Regression => "regression",
        ModelTask.BinaryClassification => "binary classification",
        ModelTask.Classification => "classification",
        ModelTask.Clustering => "clustering",
        _ => "anomaly detection",
    };
}
