using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>The data sets that come with the library.</summary>
internal static class SampleData
{
    public const string Prefix = "sample:";

    public static IDataset Find(string name) => name[Prefix.Length..] switch
    {
        "iris" => new Iris(),
        "breast-cancer" => new BreastCancer(),
        "seattle-weather" => new SeattleWeather(),
        var other => throw new UsageException($"there is no sample '{other}'; there are iris, breast-cancer and seattle-weather."),
    };
}
