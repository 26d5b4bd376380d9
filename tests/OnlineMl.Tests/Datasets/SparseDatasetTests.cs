using System.Globalization;
using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

public sealed class SparseDatasetTests
{
    private static readonly ColumnOptions Labelled = new() { Target = "label" };

    [Fact]
    public void LibSvm_NamesFeaturesByIndex()
    {
        var data = new LibSvmDataset(() => Stream("+1 1:0.5 7:2 # first\n\n-1 qid:3 7:1e-1 x 7:1\n1\n"), Labelled);
        using var reader = data.Open();
        Assert.Equal(["1=0.5 7=2 -> 1", "7=1.1 -> -1", " -> 1"], Rows(reader));
        Assert.Equal("Line 3: 'x' is no 'index:value'; such pairs are left out.", Assert.Single(reader.Notes).ToString());
    }

    [Fact]
    public void ColumnOfWeights_IsRefused()
    {
        var options = Labelled with { Weight = "w" };
        Assert.Contains("'w'", Assert.Throws<DataFormatException>(() => new LibSvmDataset(() => Stream("1 1:2\n"), options).Open()).Message, StringComparison.Ordinal);
        Assert.Contains("'w'", Assert.Throws<DataFormatException>(() => new VowpalWabbitDataset(() => Stream("1 |a b\n"), options).Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LibSvm_IsDescribed()
    {
        var table = new LibSvmDataset(() => Stream("2.5 1:0.5 7:2\n3 7:4\n"), new ColumnOptions()).Describe();
        Assert.Equal((2, 2), (table.Rows, table.Columns.Count));
        Assert.Equal((2, 2.0, 4.0), (table.Columns[1].Values, table.Columns[1].Minimum, table.Columns[1].Maximum));
    }

    [Fact]
    public void VowpalWabbit_ReadsSpacesWeightsAndTags()
    {
        const string Text = """
            1 2.5 'first|user:2 age:3 male |item red red price:0.5
            -1 second| a b:2
            | only features
            -1 0.5 |a:0.5 x:4
            """;
        using var reader = new VowpalWabbitDataset(() => Stream(Text), Labelled).Open();
        var x = new FeatureVector();
        Assert.True(reader.IsWeighted);
        Assert.True(reader.TryRead(x, out var y));
        Assert.Equal("user^age=6 user^male=2 item^red=2 item^price=0.5 -> 1", Row(x, y));
        Assert.Equal((2.5, "first"), (reader.Weight, reader.Tag));
        Assert.True(reader.TryRead(x, out y));
        Assert.Equal("a=1 b=2 -> -1", Row(x, y));
        Assert.Equal((1, "second"), (reader.Weight, reader.Tag));
        Assert.True(reader.TryRead(x, out y));
        Assert.Equal("a^x=2 -> -1", Row(x, y));
        Assert.Equal(0.5, reader.Weight);
        Assert.False(reader.TryRead(x, out _));
        Assert.Equal(1, reader.SkippedRows);
    }

    [Fact]
    public void Sparse_NeverFailsOtherThanWithAFormatError()
    {
        var random = new Random(9);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(0, 80)];
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(6) == 0 ? (byte)random.Next(256) : (byte)"1|: '\na#.-"[random.Next(10)];
            }

            foreach (ITableData data in (ITableData[])[new LibSvmDataset(() => new MemoryStream(bytes), Labelled), new VowpalWabbitDataset(() => new MemoryStream(bytes), Labelled)])
            {
                try
                {
                    using var reader = data.Open();
                    Rows(reader);
                }
                catch (DataFormatException)
                {
                }
            }
        }
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static List<string> Rows(ITableReader reader)
    {
        var x = new FeatureVector();
        var rows = new List<string>();
        while (reader.TryRead(x, out var target))
        {
            rows.Add(Row(x, target));
        }

        return rows;
    }

    private static string Row(FeatureVector x, Target target) =>
        string.Join(' ', x.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name}={f.Text ?? (object)f.Number}"))) + " -> " + target.Label;
}
