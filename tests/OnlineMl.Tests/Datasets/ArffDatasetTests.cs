using System.Globalization;
using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

public sealed class ArffDatasetTests
{
    private const string Header = "% a comment\n@RELATION weather\n@attribute 'the day' date 'yyyy-MM-dd'\n@attribute n NUMERIC\n@attribute code {1, 2,'a b'}\n@attribute class {no,yes}\n\n@DATA\n";

    [Fact]
    public void Open_ReadsWhatTheFileDeclares()
    {
        using var reader = Data("2026-11-30,1.5,1,yes\n'2026-01-01', ?, 'a b' ,no\n% the end\n2026-01-02,2,2,yes\n").Open();
        Assert.Equal(
            [
                "the day_year=2026 the day_month=11 the day_weekday=1 the day_day=20787 n=1.5 code=1 -> yes",
                "the day_year=2026 the day_month=1 the day_weekday=4 the day_day=20454 code=a b -> no",
                "the day_year=2026 the day_month=1 the day_weekday=5 the day_day=20455 n=2 code=2 -> yes",
            ],
            Rows(reader));
        Assert.Equal(["code"], reader.Schema.Categories);
        Assert.Equal(["n"], reader.Schema.Numbers);
    }

    [Fact]
    public void Open_ReadsSparseRows()
    {
        using var reader = Data("{0 2026-11-30, 1 7, 3 yes}\n{0 2026-11-30}\n").Open();
        var rows = Rows(reader);
        Assert.EndsWith("n=7 code=1 -> yes", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("n=0 code=1 -> no", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_KnowsTheKinds() =>
        Assert.Equal(
            [ColumnKind.Time, ColumnKind.Number, ColumnKind.Category, ColumnKind.Target],
            Data("2026-11-30,1.5,1,yes\n").Describe().Columns.Select(column => column.Kind));

    [Theory]
    [InlineData("@relation x\n@attribute a numeric\n", "The ARFF file has no '@data'.")]
    [InlineData("@attribute a relational\n@data\n", "The attribute 'a' of the ARFF file is 'relational', which is not understood.")]
    public void Open_SaysWhatIsWrong(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataFormatException>(() => new ArffDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), new ColumnOptions())).Message);

    private static ArffDataset Data(string rows) => new(() => new MemoryStream(Encoding.UTF8.GetBytes(Header + rows)), new ColumnOptions { Target = "class" });

    private static List<string> Rows(ITableReader reader)
    {
        var x = new FeatureVector();
        var rows = new List<string>();
        while (reader.TryRead(x, out var target))
        {
            rows.Add(string.Join(' ', x.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name}={f.Text ?? (object)f.Number}"))) + " -> " + target.Label);
        }

        return rows;
    }
}
