using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Metrics;

namespace OnlineMl.Tests.Datasets;

/// <summary>Excerpts of twenty real files, whose licences stand beside them, with what their columns are: n for numbers, c for categories, t for dates.</summary>
public sealed class RealFileTests
{
    private const string Spec = """[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, LEARNER]""";

    [Theory]
    [InlineData("airports.csv", "c c c c c n n", "latitude", TargetType.Number, 40)]
    [InlineData("birdstrikes.csv", "c c c t c c c c c c n n n n", "Phase of flight", TargetType.Class, 40)]
    [InlineData("co2-concentration.csv", "t n n", "CO2", TargetType.Number, 40)]
    [InlineData("flights-airport.csv", "c c n", "count", TargetType.Number, 40)]
    [InlineData("gapminder-health-income.csv", "c n n n c", "health", TargetType.Number, 40)]
    [InlineData("global-temp.csv", "n n", "temp", TargetType.Number, 40)]
    [InlineData("iowa-electricity.csv", "t c n", "net_generation", TargetType.Number, 40)]
    [InlineData("population_engineers_hurricanes.csv", "c n n n n", "hurricanes", TargetType.Number, 40)]
    [InlineData("seattle-weather.csv", "t n n n n c", "weather", TargetType.Class, 40)]
    [InlineData("seattle-weather-hourly-normals.csv", "t n n n", "temperature", TargetType.Number, 40)]
    [InlineData("unemployment.tsv", "n n", "rate", TargetType.Number, 40)]
    [InlineData("us-employment.csv", "t n n n n n n n n n n n n n n n n n n n n n n n", "nonfarm_change", TargetType.Number, 40)]
    [InlineData("weather.csv", "c t n n n n c", "weather", TargetType.Class, 40)]
    [InlineData("zipcodes.csv", "c n n c c c", "latitude", TargetType.Number, 40)]
    [InlineData("monarchs.json", "c n n n c", "start", TargetType.Number, 12)]
    [InlineData("obesity.json", "n n c", "rate", TargetType.Number, 40)]
    [InlineData("penguins.json", "c c n n n n c", "Species", TargetType.Class, 40)]
    [InlineData("wheat.json", "c n n", "wages", TargetType.Number, 40)]
    [InlineData("unemployment-across-industries.json", "c n n n n t", "count", TargetType.Number, 40)]
    [InlineData("us-state-capitals.json", "n n c c", "lat", TargetType.Number, 40)]
    public void DescribeAndEvaluate_TakeEachColumnForWhatItIs(string file, string kinds, string target, TargetType type, int rows)
    {
        var table = DataOf(file, new ColumnOptions()).Describe();
        Assert.Equal(rows, table.Rows);
        Assert.Equal(kinds, string.Join(' ', table.Columns.Select(column => column.Kind switch { ColumnKind.Number => "n", ColumnKind.Time => "t", _ => "c" })));

        var isNumber = type == TargetType.Number;
        var model = Model.FromSpec(Spec.Replace("LEARNER", isNumber ? "\"LinearRegression\"" : "\"SoftmaxRegression\"", StringComparison.Ordinal));
        using var reader = DataOf(file, new ColumnOptions { Target = target, TargetType = type }).Open();
        var result = new ProgressiveValidation().Run(model, reader, isNumber ? new MetricSet(new Mae()) : new MetricSet(new Accuracy()));
        Assert.Equal(rows, result.Examples + reader.SkippedRows);
        Assert.Empty(reader.Notes);
        Assert.All(result.Metrics.Values, value => Assert.True(double.IsFinite(value)));
    }

    private static ITableData DataOf(string file, ColumnOptions options)
    {
        Stream Open() => typeof(RealFileTests).Assembly.GetManifestResourceStream("vega/" + file)!;
        return file.EndsWith(".json", StringComparison.Ordinal) ? new JsonLinesDataset(Open, options) : new CsvDataset(Open, options);
    }
}
