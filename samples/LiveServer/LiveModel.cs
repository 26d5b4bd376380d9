using OnlineMl.Contracts;
using OnlineMl.Datasets;

namespace LiveServer;

/// <summary>A model that is fed from a data set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Flavor">What it is for.</param>
/// <param name="Spec">What it is made of.</param>
/// <param name="Data">Where its examples come from.</param>
/// <param name="Target">The feature to predict in place of the data set's own target, or null.</param>
internal sealed record LiveModel(string Name, Flavor Flavor, string Spec, IDataset Data, string? Target = null)
{
    public static IReadOnlyList<LiveModel> All { get; } =
    [
        new("temperature", Flavor.Regression, """["StandardScaler", {"LinearRegression": {"intercept_lr": 0.1}}]""", new SeattleWeather(), "temp_max"),
        new("tumour", Flavor.Binary, """["StandardScaler", "LogisticRegression"]""", new BreastCancer()),
        new("weather", Flavor.Multiclass, """{"HoeffdingTreeClassifier": {"grace_period": 50}}""", new SeattleWeather()),
        new("iris-groups", Flavor.Cluster, """["StandardScaler", {"KMeans": {"n_clusters": 3, "halflife": 0.1, "sigma": 1, "seed": 1}}]""", new Iris()),
    ];
}
