using System.Globalization;
using System.Text;
using OnlineMl.Datasets;

namespace OnlineMl.Tests.Datasets;

public sealed class TableDescriptionTests
{
    [Fact]
    public void Describe_TellsWhatTheColumnsAre()
    {
        var table = Describe("n,t,d,k,y\n1,a,2026-01-02,,0\n2,NA,2026-03-04,,1\n3,b,NaN,,1\n3,a,2026-01-02,,0\n", new ColumnOptions { Target = "y" });
        Assert.Equal(4, table.Rows);
        Assert.Equal(["n", "t", "d", "k", "y"], table.Columns.Select(column => column.Name));
        var (n, t, d, k, y) = (table.Columns[0], table.Columns[1], table.Columns[2], table.Columns[3], table.Columns[4]);
        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Time, ColumnKind.Number, ColumnKind.Target], table.Columns.Select(column => column.Kind));
        Assert.Equal((4, 0, 3, 1.0, 3.0), (n.Values, n.Missing, n.Distinct, n.Minimum, n.Maximum));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 2], n.Histogram);
        Assert.Equal((3, 1, 2), (t.Values, t.Missing, t.Distinct));
        Assert.Equal(new KeyValuePair<string, long>("a", 2), Assert.Single(t.Frequent));
        Assert.Equal((new DateTime(2026, 1, 2), new DateTime(2026, 3, 4)), (d.Earliest, d.Latest));
        Assert.Equal(["d_year", "d_month", "d_weekday", "d_day"], d.Features);
        Assert.Equal((0, 4), (k.Values, k.Missing));
        Assert.Equal((2, false), (y.Distinct, y.IsConstant));
    }

    [Fact]
    public void Describe_HintsAtWhatMayBeMeantOtherwise()
    {
        var text = new StringBuilder("at,day,n,name\n");
        for (var i = 0; i < 20; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{1796000000 + (i * 86_400)},{1 + (i % 9)}/{1 + (i % 7)}/2026,{(i == 7 ? "?" : i)},name {i}\n");
        }

        var columns = Describe(text.ToString(), new ColumnOptions()).Columns;
        Assert.Equal([ColumnHint.MayBeUnixTime, ColumnHint.MonthOrDayFirst, ColumnHint.MostlyNumbers, ColumnHint.AllDifferent], columns.Select(column => column.Hint));
        Assert.Equal("?", columns[2].Odd);
    }

    [Fact]
    public void Describe_ReadsRowsThatAreLongerThanAWindow_AndRaggedOnes()
    {
        var text = new StringBuilder("a,t\n");
        for (var i = 0; i < 400; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},\"{new string('x', 3000)}\nmore\"\n");
        }

        var table = Describe(text + "5\n6,y,z\n", new ColumnOptions());
        Assert.Equal(402, table.Rows);
        Assert.Equal((402, 401, 1), (table.Columns[0].Values, table.Columns[1].Values, table.Columns[1].Missing));
        Assert.Equal(10, Describe(text.ToString(), new ColumnOptions(), maxRows: 10).Rows);
    }

    private static TableDescription Describe(string text, ColumnOptions options, long maxRows = long.MaxValue) =>
        new CsvDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), options).Describe(maxRows);
}
