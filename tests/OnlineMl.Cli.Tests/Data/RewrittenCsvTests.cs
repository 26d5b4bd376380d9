using System.IO.Compression;
using System.Text;
using OnlineMl.Cli.Data;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Tests.Data;

public sealed class RewrittenCsvTests
{
    [Theory]
    [InlineData("a,b\n\"x\ny\",2\n", "a=x\ny b=2")]
    [InlineData("a,b\r\n\"x\r\ny\",2\r\n", "a=x\r\ny b=2")]
    [InlineData("a,b\n\"say \"\"hi\"\"\",2\n", "a=say \"hi\" b=2")]
    [InlineData("a,b\n\"\"\"\",2\n", "a=\" b=2")]
    [InlineData("a,b\nx\"y,2\n", "a=x\"y b=2")]
    [InlineData("a,b\n\"x\"y,2\n", "a=xy b=2")]
    [InlineData("a,b\n\"x\" ,2\n", "a=x  b=2")]
    [InlineData("a,b\rx,2\ry,3\r", "a=x b=2|a=y b=3")]
    [InlineData("a;b\nx,y;2\n", "a=x,y b=2")]
    [InlineData("a\tb\nx,y;z\t2\n", "a=x,y;z b=2")]
    [InlineData("a|b\nx,y|2\n", "a=x,y b=2")]
    [InlineData("sep=;\na;b\nx;2\n", "a=x b=2")]
    [InlineData("a,b\nx\0y,2\n", "a=x\0y b=2")]
    [InlineData("a\n\"\"\nx\n", "|a=x")]
    [InlineData("a,b\n\n,\n", "")]
    [InlineData("\"a\nb\",c\nx,2\n", "a\nb=x c=2")]
    public void Read_GivesPlainCsv(string text, string expected) => Assert.Equal(expected, string.Join('|', Rows(Rewritten(Encoding.UTF8.GetBytes(text)))));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Read_HeedsByteOrderMarks(string encoding)
    {
        var form = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. form.Preamble, .. form.GetBytes("a,b\nné,2\n")];
        Assert.Equal(["a=né b=2"], Rows(Rewritten(bytes)));
    }

    [Fact]
    public void Read_TakesFieldsOfAnySize()
    {
        var huge = string.Concat(Enumerable.Repeat("0123456789 \"\"\n", 200_000));
        var row = Assert.Single(Rows(Rewritten(Encoding.UTF8.GetBytes($"a,b\n\"{huge}\",2\n"))));
        Assert.Equal(("a=" + huge + " b=2").Replace("\"\"", "\"", StringComparison.Ordinal), row);
    }

    [Fact]
    public void Use_FallsBackForPackedData()
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest))
            {
                packed.Write([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\nx,2\n")]);
            }

            using var data = new DataSource([file], "csv", _ => new ColumnOptions());
            Assert.Equal(["a=x b=2"], data.Use(Rows));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Read_AgreesWithTheFastReaderOnAnyCsv()
    {
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = RandomCsv(random);
            Assert.Equal(Rows(Plain(bytes)), Rows(Rewritten(bytes)));
        }
    }

    private static byte[] RandomCsv(Random random)
    {
        var columns = random.Next(1, 5);
        var delimiter = columns == 1 ? ',' : ",;\t|"[random.Next(4)];
        var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
        var text = new StringBuilder(random.Next(4) == 0 ? "\uFEFF" : "");
        text.AppendJoin(delimiter, Enumerable.Range(0, columns).Select(i => "c" + i)).Append(lineEnd);
        for (var row = random.Next(0, 20); row > 0; row--)
        {
            text.AppendJoin(delimiter, Enumerable.Range(0, columns).Select(_ => RandomCell(random, delimiter)));
            text.Append(row == 1 && random.Next(2) == 0 ? "" : lineEnd);
            text.Append(random.Next(8) == 0 ? lineEnd : "");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string RandomCell(Random random, char delimiter)
    {
        var text = random.Next(3) switch
        {
            0 => random.Next(-99, 1000).ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => "",
            _ => new string([.. Enumerable.Range(0, random.Next(0, 7)).Select(_ => "ab,;|\t\"\n\r é\0"[random.Next(12)])]),
        };
        var needsQuotes = text.AsSpan().ContainsAny("\"\r\n") || text.Contains(delimiter, StringComparison.Ordinal);
        return needsQuotes || random.Next(4) == 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static CsvDataset Plain(byte[] bytes) => new(() => new MemoryStream(bytes), new ColumnOptions());

    private static CsvDataset Rewritten(byte[] bytes) => new(() => new RewrittenCsv(() => new MemoryStream(bytes)), new ColumnOptions());

    private static List<string> Rows(CsvDataset data)
    {
        using var reader = data.Open();
        return Rows(reader);
    }

    private static List<string> Rows(IExampleReader reader)
    {
        var x = new FeatureVector();
        var rows = new List<string>();
        while (reader.TryRead(x, out _))
        {
            rows.Add(string.Join(' ', x.Select(feature => FormattableString.Invariant($"{feature.Name}={feature.Text ?? (object)feature.Number}"))));
        }

        return rows;
    }
}
