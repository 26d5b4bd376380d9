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
    public void TryRead_LeavesOutAValueThatDoesNotFit_AndTellsItsLine()
    {
        var text = new StringBuilder("a,y\n");
        for (var i = 0; i < 5000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{i % 2}\n");
        }

        List<ReadingNote> noticed = [];
        using var reader = Data(text + "x,0\n7,1\nx y,1\n", new ColumnOptions { Target = "y", Noticed = noticed.Add }).Open();
        var rows = Rows(reader);
        Assert.Equal([" -> false", "a=7 -> true", " -> true"], rows[5000..]);
        Assert.Equal("Line 5002: 'x' in the column 'a' is no number that can be used; such values count as missing (2 times).", Assert.Single(reader.Notes).ToString());
        Assert.Equal(1, Assert.Single(noticed).Count);
    }

    [Fact]
    public void Strict_EndsAtAValueThatDoesNotFit()
    {
        var text = "a,y\n" + string.Concat(Enumerable.Repeat("1,2\n", 1000)) + "x,2\n";
        var refusal = Assert.Throws<DataFormatException>(() => Read(text, new ColumnOptions { IsStrict = true }));
        Assert.StartsWith("Line 1002: 'x' in the column 'a'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_TakesMarkersOfMissingValuesForNone()
    {
        Assert.Equal(
            ["n=1 t=x", "", "", "", "", "", " t=y".Trim(), "n=-2"],
            Read("n,t\n1,x\nNA,N/A\nNaN,null\nnull,None\nnone,-\n-,na\nn/a,y\n-2,\n"));
        Assert.Equal(["n=1", "t=NA", "n=2"], Read("n,t\n1,?\n?,NA\n2,missing\n", new ColumnOptions { Missing = ["?", "missing"] }));
    }

    [Fact]
    public void TryRead_TakesNoneAsAClass() =>
        Assert.Equal(["a=1 -> none", "a=2 -> mild", "a=4 -> -"], Read("a,y\n1,none\n2,mild\n3,NA\n4,-\n", new ColumnOptions { Target = "y" }));

    [Theory]
    [InlineData("$1.34;($2,000.5);€3;-4 %;+5 USD", "1.34 -2000.5 3 -4 5")]
    [InlineData("1,134.5|NA|12|1,000,000|12,34,567", "1134.5 12 1000000 1234567")]
    [InlineData("1,5|2|1.234,25|-0,5|3 000,1|7 €", "1.5 2 1234.25 -0.5 3000.1 7")]
    [InlineData("1'234.5|1 234|1\u00a0234", "1234.5 1234 1234")]
    public void TryRead_ReadsNumbersAsPeopleWriteThem(string cells, string expected)
    {
        var separator = cells.Contains(';', StringComparison.Ordinal) ? ';' : '|';
        var text = "n,k\n" + string.Concat(cells.Split(separator).Select(cell => $"\"{cell}\",\n"));
        Assert.Equal(expected.Split(' ').Select(number => "n=" + number), Read(text).Where(row => row.Length > 0));
    }

    [Fact]
    public void ACommaStandsBeforeDecimals_WhereSemicolonsStandBetweenValues()
    {
        Assert.Equal(["n=1.234", "n=2"], Read("n;k\n1,234;\n2;\n"));
        Assert.Equal(["n=1234", "n=2"], Read("n|k\n\"1,234\"|\n2|\n".Replace('|', ','), new ColumnOptions()));
        Assert.Equal(["n=1.234", "n=2"], Read("n,k\n\"1,234\",\n2,\n", new ColumnOptions { DecimalCommas = ["n"] }));
    }

    [Fact]
    public void LateNumbersOfAnotherSpelling_AreNumbers()
    {
        var rows = Read("n\n" + string.Concat(Enumerable.Repeat("1\n", 1000)) + "\"1,134.5\"\n$1.34\nNaN\n");
        Assert.Equal(["n=1134.5", "n=1.34"], rows[1000..1002]);
    }

    [Theory]
    [InlineData("2026-11-30|2024-02-29", "d_year=2026 d_month=11 d_weekday=1 d_day=20787")]
    [InlineData("2026-11-30T08:30:00Z|2024-02-29T00:00:00Z", "d_year=2026 d_month=11 d_weekday=1 d_hour=8.5 d_day=20787")]
    [InlineData("11/30/2026|1/2/2003", "d_year=2026 d_month=11 d_weekday=1 d_day=20787")]
    [InlineData("30.11.26|1.2.2003", "d_year=2026 d_month=11 d_weekday=1 d_day=20787")]
    [InlineData("Nov 30 2026|Jan 1 2000", "d_year=2026 d_month=11 d_weekday=1 d_day=20787")]
    [InlineData("30-Nov-26 8:30 PM|1-Jan-99 1:00 AM", "d_year=2026 d_month=11 d_weekday=1 d_hour=20.5 d_day=20787")]
    [InlineData("Mon Nov 30 2026 06:00:00 GMT-0800 (PST)|Fri Feb 09 2001 00:00:00 GMT-0800 (PST)", "d_year=2026 d_month=11 d_weekday=1 d_hour=6 d_day=20787")]
    [InlineData("08:15|23:00", "d_hour=8.25")]
    public void TryRead_MakesPartsOfDatesAndTimes(string cells, string expected) =>
        Assert.Equal(expected, Read("d;k\n" + string.Concat(cells.Split('|').Select(cell => cell + ";\n")))[0]);

    [Fact]
    public void Times_AreDeclared()
    {
        const string Text = "d,k\n1796000400,1\n1796086800,2\n";
        Assert.Equal("d_hour=1 d_day=20787 k=1", Read(Text, new ColumnOptions { Times = [new TimeColumn("d", TimeNotation.UnixSeconds, TimeParts.Hour | TimeParts.Day)] })[0]);
        Assert.Equal("d=1796000400 k=1", Read(Text)[0]);
        Assert.Equal("d=11/30/2026", Read("d\n11/30/2026\n", new ColumnOptions { WholeTimes = ["d"] })[0]);
        Assert.Equal("d_month=12", Read("d\n11/12/2026\n", new ColumnOptions { Times = [new TimeColumn("d", TimeNotation.DayFirst, TimeParts.Month)] })[0]);
        Assert.Equal("d_month_=1 d_month=9", Read("d,d_month\n2026-01-01,9\n", new ColumnOptions { Times = [new TimeColumn("d", Parts: TimeParts.Month)] })[0]);
    }

    [Fact]
    public void TryRead_LeavesOutRowsWithoutATarget_AndCountsThem()
    {
        using var reader = Data("a,y,b\n1,2.5,1\n2,,1\n3,NA,1\n4,x,1\n5,7,1\n", new ColumnOptions { Target = "y", TargetType = TargetType.Number }).Open();
        Assert.Equal(["a=1 b=1", "a=5 b=1"], Rows(reader));
        Assert.Equal(3, reader.SkippedRows);
        Assert.Equal([2, 1], reader.Notes.Select(note => note.Count));
        Assert.Equal("Line 3: in the column 'y' is no value of the target; such rows are left out (2 times).", reader.Notes[0].ToString());
    }

    [Fact]
    public void TryRead_TakesAClassOfAnotherTypeAndTells()
    {
        var text = "a,y\n" + string.Concat(Enumerable.Repeat("1,7\n2,8\n", 500)) + "3,new\n4,7\n";
        using var reader = Data(text, new ColumnOptions { Target = "y" }).Open();
        Assert.Equal(["a=3 -> new", "a=4 -> 7"], Rows(reader)[1000..]);
        Assert.Equal("Line 1002: 'new' in the column 'y' is not a whole number as the targets before; it is a class like them.", Assert.Single(reader.Notes).ToString());
    }

    [Fact]
    public void AColumnWithoutValuesAtFirst_IsWhatItsFirstValueIs()
    {
        var text = "a,n,t\n" + string.Concat(Enumerable.Repeat("1,,NA\n", 1500)) + "2,3,x\n3,y,4\n";
        using var reader = Data(text, new ColumnOptions()).Open();
        Assert.Equal(["a=2 n=3 t=x", "a=3 t=4"], Rows(reader)[1500..]);
        Assert.Equal(["a", "n"], reader.Schema.Numbers);
        Assert.Equal("n", Assert.Single(reader.Notes).Column);
    }

    [Fact]
    public void Weight_IsThatOfTheRow()
    {
        using var reader = Data("a,w,y\n1,2.5,1\n2,-1,1\n3,,1\n4,0,1\n", new ColumnOptions { Target = "y", Weight = "w" }).Open();
        var x = new FeatureVector();
        Assert.True(reader.IsWeighted);
        Assert.True(reader.TryRead(x, out _));
        Assert.Equal(2.5, reader.Weight);
        Assert.True(reader.TryRead(x, out _));
        Assert.Equal(0, reader.Weight);
        Assert.False(reader.TryRead(x, out _));
        Assert.Equal(2, reader.SkippedRows);
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
    [InlineData("a,a\n1,2\n", "The header names the column 'a' twice.")]
    [InlineData("a,b\n1,\"2\"x\n", "Line 2: there is more text after the end of a quoted value.")]
    [InlineData("a,b\n1,\"2\n", "Line 2: a quoted value has no end.")]
    public void TryRead_NamesTheLineOfWhatIsWrong(string text, string message) =>
        Assert.Equal(message, Assert.ThrowsAny<DataFormatException>(() => Read(text)).Message);

    [Theory]
    [InlineData("a,b\n1,2\n3\n4,5\n", "Line 3 has fewer values than the 2 of the header; such rows are left out.")]
    [InlineData("a,b\n1,2\n1,2,3\n4,5\n", "Line 3 has more values than the 2 of the header; such rows are left out.")]
    [InlineData("a,b\n1,2\n1,2,\"3\n4\",x\n4,5", "Line 4 has more values than the 2 of the header; such rows are left out.")]
    [InlineData("a,b\n1,2\nx\r\n4,5\r\n", "Line 3 has fewer values than the 2 of the header; such rows are left out.")]
    public void TryRead_LeavesOutARowOfAnotherLength_AndTellsItsLine(string text, string note)
    {
        using var reader = Data(text, new ColumnOptions { Numbers = ["a"] }).Open();
        Assert.Equal(["a=1 b=2", "a=4 b=5"], Rows(reader));
        Assert.Equal(1, reader.SkippedRows);
        Assert.Contains(note, reader.Notes.Select(n => n.ToString()));
        Assert.Throws<DataFormatException>(() => Read(text, new ColumnOptions { IsStrict = true }));
    }

    [Fact]
    public void TryRead_LosesNoOtherRowToRaggedOnes_WhateverThePieces()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var expected = new List<string>();
            var text = new StringBuilder("n,t,w\n");
            var ragged = 0;
            for (var row = random.Next(1, 60); row > 0; row--)
            {
                var cells = new string[random.Next(3) > 0 ? 3 : random.Next(1, 6)];
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = random.Next(3) == 0 ? $"\"{row}\n\"" : $"{row}";
                }

                cells[0] = "1";
                text.AppendJoin(',', cells).Append('\n');
                ragged += cells.Length == 3 ? 0 : 1;
                if (cells.Length == 3)
                {
                    expected.Add($"n=1 t={cells[1].Trim('"')} w={cells[2].Trim('"')}");
                }
            }

            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            using var reader = new CsvDataset(() => new Trickle(bytes, random), new ColumnOptions { Numbers = ["n"], Text = ["t", "w"] }).Open();
            Assert.Equal(expected, Rows(reader));
            Assert.Equal(ragged, reader.SkippedRows);
        }
    }

    [Theory]
    [InlineData("02134,10001,501", true)]
    [InlineData("007", true)]
    [InlineData("01,12,07", false)]
    [InlineData("0.5,0,1", false)]
    [InlineData("0,10,200", false)]
    [InlineData("000,1.5", false)]
    public void Open_TakesDigitsWithLeadingZerosForCodes(string values, bool areTexts)
    {
        using var reader = Data("code\n" + values.Replace(',', '\n'), new ColumnOptions()).Open();
        Assert.Equal(areTexts ? ["code"] : [], reader.Schema.Categories);
    }

    [Fact]
    public void Open_NamesTheColumnsWhenOneIsMissing() =>
        Assert.Equal(
            "The data have no column 'z'; they have a, b.",
            Assert.Throws<DataFormatException>(() => Read("a,b\n1,2\n", new ColumnOptions { Target = "z" })).Message);

    [Fact]
    public void Open_RefusesAColumnWithTwoRoles()
    {
        Assert.Equal("The column 'a' cannot be the weight and the target.", Refusal(new ColumnOptions { Target = "a", Weight = "a" }));
        Assert.Equal("The column 'a' cannot be the weight and left out.", Refusal(new ColumnOptions { Weight = "a", Ignored = ["a"] }));
        Assert.Equal("The column 'a' cannot be the target and left out.", Refusal(new ColumnOptions { Target = "a", Ignored = ["a"] }));
        Assert.Equal("The column 'a' cannot be text and a number.", Refusal(new ColumnOptions { Numbers = ["a"], Text = ["b", "a"] }));
        Assert.Equal("The column 'a' cannot be a category and a date.", Refusal(new ColumnOptions { Categories = ["a"], Times = [new TimeColumn("a")] }));
        Assert.Equal("The column 'a' cannot be a number and the weight.", Refusal(new ColumnOptions { DecimalCommas = ["a"], Weight = "a" }));
        Assert.Equal(["a=1 b=2"], Rows(new CsvDataset(() => new MemoryStream("a,b\n1,2\n"u8.ToArray()), new ColumnOptions { Numbers = ["a", "a"], DecimalCommas = ["a"] })));

        static string Refusal(ColumnOptions options) => Assert.Throws<DataFormatException>(() => Read("a,b\n1,2\n", options)).Message;
    }

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
    public void Gzip_ThatIsCutShort_IsRefusedAndNotTakenForItsEnd()
    {
        var random = new Random(1);
        var whole = Pack("a,b\n" + string.Concat(Enumerable.Range(0, 500).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{random.Next()},{random.Next()}\n"))));
        Assert.Equal(500, RowsOf(whole));
        Assert.Equal(501, RowsOf([.. whole, .. Pack("1,2\n")]));
        foreach (var cut in (int[])[30, whole.Length / 3, whole.Length / 2, whole.Length - 9, whole.Length - 2])
        {
            Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => RowsOf(whole[..cut])).Message, StringComparison.Ordinal);
        }

        static int RowsOf(byte[] bytes) => Rows(new CsvDataset(() => new MemoryStream(bytes), new ColumnOptions())).Count;

        static byte[] Pack(string text)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            {
                gzip.Write(Encoding.UTF8.GetBytes(text));
            }

            return packed.ToArray();
        }
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
        return Rows(reader);
    }

    private static List<string> Rows(CsvExampleReader reader)
    {
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
