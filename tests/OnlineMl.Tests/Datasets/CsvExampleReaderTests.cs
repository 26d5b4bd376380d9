using System.Globalization;
using System.IO.Compression;
using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

public sealed class CsvExampleReaderTests
{
    [Fact]
    public void TryRead_GivesNumbersTextsAndTargets()
    {
        var rows = Read("a,city,y\n1.5,Rome,0\n-2,\"Nice, \"\"F\"\"\",1\r\n,,true", new ColumnOptions { Target = "y" });
        Assert.Equal(["a=1.5 city=Rome -> false", "a=-2 city=Nice, \"F\" -> true", " -> true"], rows);
    }

    [Fact]
    public void TryRead_ReadsTheColumnsOfARowThatSpansLines() =>
        Assert.Equal(["a=x\ny b=2", "a=z b=3"], Read("a,b\n\"x\ny\",2\nz,3\n"));

    [Fact]
    public void Open_TakesTextForAllValuesOfAColumnThatTurnsOutToHaveText()
    {
        var text = new StringBuilder("a,y\n");
        for (var i = 0; i < 5000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{i % 2}\n");
        }

        var data = Data(text + "x,0\n", new ColumnOptions { Target = "y" });
        Assert.Throws<ColumnTypeException>(() => Rows(data));
        var rows = Rows(data);
        Assert.Equal(5001, rows.Count);
        Assert.True(Texts(data)[0]);
    }

    [Theory]
    [InlineData("1,0,1", "false true")]
    [InlineData("1,-1,1", "-1 1")]
    [InlineData("3,7,1", "1 3 7")]
    [InlineData("a,7,1", "1 7 a")]
    [InlineData("True,False", "false true")]
    public void Open_GuessesTheNarrowestClassType(string values, string expected)
    {
        var rows = Read("y\n" + values.Replace(',', '\n'), new ColumnOptions { Target = "y" });
        Assert.Equal(expected, string.Join(' ', rows.Select(row => row[4..]).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Options_OverrideWhatTheValuesSay()
    {
        var options = new ColumnOptions { Categories = ["a"], Text = ["b"], Ignored = ["c"], Target = "y", TargetType = TargetType.Text };
        var data = Data("a,b,c,y\n1,2,3,4\n", options);
        Assert.Equal([true, true], Texts(data));
        Assert.Equal(["a=1 b=2 -> 4"], Rows(data));
    }

    [Theory]
    [InlineData("a,b\n1\n", "Line 2 has 1 values; the header has 2.")]
    [InlineData("a,b\n1,2\n1,2,3\n", "Line 3 has more than the 2 values of the header.")]
    [InlineData("a,b\n1,1e999\n", "Line 2: '1e999' in the column 'b' is too large for a number.")]
    [InlineData("a,a\n1,2\n", "The header names the column 'a' twice.")]
    [InlineData("a,b\n1,\"2\"x\n", "Line 2: there is more text after the end of a quoted value.")]
    [InlineData("a,b\n1,\"2\n", "Line 2: a quoted value has no end.")]
    public void TryRead_NamesTheLineOfWhatIsWrong(string text, string message) =>
        Assert.Equal(message, Assert.ThrowsAny<DataFormatException>(() => Read(text)).Message);

    [Fact]
    public void Open_NamesTheColumnsWhenOneIsMissing() =>
        Assert.Equal(
            "The data have no column 'z'; they have a, b.",
            Assert.Throws<DataFormatException>(() => Read("a,b\n1,2\n", new ColumnOptions { Target = "z" })).Message);

    [Fact]
    public void Open_UnpacksGzip()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write("a;b\n1;2\n"u8);
        }

        packed.Position = 0;
        Assert.Equal(["a=1 b=2"], Rows(new CsvDataset(() => packed, new ColumnOptions())));
    }

    [Fact]
    public void TryRead_GivesWhatWasWrittenWhateverThePieces()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var expected = new List<string>();
            var text = new StringBuilder("n,t,w\n");
            for (var row = random.Next(1, 60); row > 0; row--)
            {
                var n = Math.Round(random.NextDouble() * Math.Pow(10, random.Next(-3, 12)), random.Next(0, 9));
                var t = new string([.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => "ab,\"\n\r;é"[random.Next(8)])]);
                var w = random.Next(-9, 9);
                text.Append(CultureInfo.InvariantCulture, $"{n},\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{w}\n");
                expected.Add(string.Create(CultureInfo.InvariantCulture, $"n={n}{(t.Length > 0 ? " t=" + t : "")} w={w}"));
            }

            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            var options = new ColumnOptions { Text = ["t"] };
            Assert.Equal(expected, Rows(new CsvDataset(() => new Trickle(bytes, random), options)));
        }
    }

    [Fact]
    public void TryRead_NeverFailsOtherThanWithAFormatError()
    {
        var random = new Random(6);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(0, 120)];
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)"a,1\n\"\r.-"[random.Next(8)];
            }

            try
            {
                Rows(new CsvDataset(() => new MemoryStream(bytes), new ColumnOptions()));
            }
            catch (DataFormatException)
            {
            }
        }
    }

    private static CsvDataset Data(string text, ColumnOptions options) =>
        new(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    private static List<string> Read(string text, ColumnOptions? options = null) => Rows(Data(text, options ?? new ColumnOptions()));

    private static List<string> Rows(CsvDataset data)
    {
        using var reader = data.Open();
        var x = new FeatureVector();
        var rows = new List<string>();
        while (reader.TryRead(x, out var target))
        {
            var features = string.Join(' ', x.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name}={f.Text ?? (object)f.Number}")));
            rows.Add(features + (target.Label.IsNone ? "" : " -> " + target.Label));
        }

        return rows;
    }

    private static bool[] Texts(CsvDataset data)
    {
        using var reader = data.Open();
        var x = new FeatureVector();
        reader.TryRead(x, out _);
        return [.. x.Select(f => f.Text is not null)];
    }

    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 40)));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, 40))]);
    }
}
