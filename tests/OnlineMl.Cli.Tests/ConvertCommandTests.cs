using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OnlineMl.Cli.Commands;

namespace OnlineMl.Cli.Tests;

public sealed class ConvertCommandTests : IDisposable
{
    private const string Csv = """"
        id,when,"price, net",größe,city,zip,ok,nothing,y
        9007199254740993,2026-11-02,1.5,-3,"Rome, ""IT""",02134,true,,yes
        -9223372036854775808,2026-11-03,,1E-09,"O'Hara
        second	line \ 50 %",10001,false,,no
        9223372036854775807,,-0.25,,NA,00501,,,
        1,2026-11-05,100,0, 東京 🗼 ,,true,,yes

        """";

    private static readonly string[] Lossless = ["csv", "tsv", "ndjson", "json", "arff", "parquet", "xlsx"];

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var first in Lossless)
            {
                foreach (var second in Lossless)
                {
                    pairs.Add(first, second);
                }
            }

            return pairs;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Convert_KeepsEveryValue(string first, string second)
    {
        Write("source.csv", Csv);
        Converted("source.csv", "one." + first);
        Converted("one." + first, "two." + second);
        Converted("two." + second, "back.csv");
        Assert.Equal(Csv, Read("back.csv"));
    }

    [Fact]
    public void Convert_WritesTypesWhereAFormatHasThem()
    {
        Write("source.csv", Csv);
        Converted("source.csv", "t.ndjson");
        Assert.Equal(
            """{"id":9007199254740993,"when":"2026-11-02","price, net":1.5,"größe":-3,"city":"Rome, \"IT\"","zip":"02134","ok":true,"nothing":null,"y":"yes"}""",
            Read("t.ndjson").Split('\n')[0]);
        Converted("source.csv", "t.arff");
        Assert.StartsWith(
            """
            @relation data
            @attribute 'id' numeric
            @attribute 'when' {'2026-11-02','2026-11-03','2026-11-05'}
            @attribute 'price, net' numeric
            @attribute 'größe' numeric
            """,
            Read("t.arff"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("arff")]
    [InlineData("parquet")]
    public void Convert_HasAColumnThatAppearsLate(string format)
    {
        Write("t.ndjson", string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"a\":{i}}}\n")) + "{\"late\":\"x\",\"a\":5000}\n");
        Converted("t.ndjson", "t." + format);
        Converted("t." + format, "back.csv");
        var lines = Read("back.csv").Split('\n');
        Assert.Equal(("a,late", "0,", "5000,x"), (lines[0], lines[1], lines[5001]));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("parquet")]
    public void Convert_LosesNothingWhereAColumnTurnsOutToHaveTexts(string format)
    {
        var csv = "zip,n\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{10_000 + i},{i}\n")) + "A1,5000\n";
        Write("t.csv", csv);
        Converted("t.csv", "t." + format);
        Converted("t." + format, "back.csv");
        Assert.Equal(csv, Read("back.csv"));
        Converted("t.csv", "t.ndjson");
        Assert.StartsWith("{\"zip\":\"10000\",\"n\":0}\n", Read("t.ndjson"), StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_LeavesOutWhatStandsForMissingNumbers_AndKeepsItAmongTexts()
    {
        Write("t.csv", "n,s\n1,none\nNA,b\n-,NA\n");
        Converted("t.csv", "t.ndjson");
        Assert.Equal("{\"n\":1,\"s\":\"none\"}\n{\"n\":null,\"s\":\"b\"}\n{\"n\":null,\"s\":\"NA\"}\n", Read("t.ndjson"));
        Converted("t.csv", "u.ndjson", "--missing", "-,none,NA");
        Assert.Equal("{\"n\":1,\"s\":null}\n{\"n\":null,\"s\":\"b\"}\n{\"n\":null,\"s\":null}\n", Read("u.ndjson"));
    }

    [Fact]
    public void Convert_ReadsColumnsAsItIsTold()
    {
        Write("t.csv", "price;code;when;x\n\"$1.200,50\";1;02.11.2026;a\n3,5;2;13.11.2026;b\n");
        Converted("t.csv", "t.ndjson", "--decimal-comma", "price", "--category", "code", "--date", "when=dmy", "--date-parts", "month,weekday", "--ignore", "x");
        Assert.Equal("{\"price\":1200.5,\"code\":\"1\",\"when_month\":11,\"when_weekday\":1}\n{\"price\":3.5,\"code\":\"2\",\"when_month\":11,\"when_weekday\":5}\n", Read("t.ndjson"));
    }

    [Fact]
    public void Convert_WritesNumbersThatJsonSpellsOtherwise()
    {
        Write("t.csv", "a,b\n+5,1.50\n.5,05\n5.,1e400\n-007.5,1\n12345678901234567890123,1e-7\n");
        Converted("t.csv", "t.ndjson", "--number", "b");
        Assert.Equal(
            """
            {"a":5,"b":1.5}
            {"a":0.5,"b":5}
            {"a":5,"b":null}
            {"a":-7.5,"b":1}
            {"a":12345678901234567890123,"b":1E-07}

            """,
            Read("t.ndjson"));
    }

    [Fact]
    public void Convert_KeepsLabelsWeightsAndTagsOfSparseFormats()
    {
        const string Vw = "1 'one| a:1 b:0.5\n-1 2.5 'two| a:0 c:3\n| c:1\n";
        Write("t.vw", Vw);
        Converted("t.vw", "t.csv");
        Assert.Equal("a,b,c,label,weight,tag\n1,0.5,,1,1,one\n0,,3,-1,2.5,two\n,,1,,1,\n", Read("t.csv"));
        Converted("t.vw", "t.json", "--target", "y", "--weight-column", "w");
        Assert.Equal("[\n{\"a\":1,\"b\":0.5,\"y\":1,\"w\":1,\"tag\":\"one\"},\n{\"a\":0,\"c\":3,\"y\":-1,\"w\":2.5,\"tag\":\"two\"},\n{\"c\":1,\"w\":1}\n]\n", Read("t.json"));
        Converted("t.vw", "u.vw");
        Assert.Equal("1 1 'one| a:1 b:0.5\n-1 2.5 'two| a:0 c:3\n| c:1\n", Read("u.vw"));
        Converted("t.csv", "v.vw", "--target", "label", "--weight-column", "weight", "--ignore", "tag");
        Assert.Equal("1 1 | a:1 b:0.5\n-1 2.5 | a:0 c:3\n| c:1\n", Read("v.vw"));
    }

    [Fact]
    public void Convert_WritesSparseFormats()
    {
        Write("t.csv", "a,b c,y\n1,x:y,true\n0,z,false\n");
        Converted("t.csv", "t.vw", "--target", "y");
        Assert.Equal("1 | a:1 b_c=x_y\n-1 | a:0 b_c=z\n", Read("t.vw"));
        Converted("t.csv", "t.libsvm", "--target", "y", "--ignore", "b c");
        Assert.Equal("1 1:1\n-1\n", Read("t.libsvm"));
        Write("u.svm", "1.5 4:2\nrose 7:3 2:1\n");
        Converted("u.svm", "u.csv");
        Assert.Equal("4,7,2,label\n2,,,1.5\n,3,1,rose\n", Read("u.csv"));
        Converted("u.csv", "v.svm", "--target", "label");
        Assert.Equal("1.5 4:2\nrose 2:1 7:3\n", Read("v.svm"));
    }

    [Theory]
    [InlineData("csv.gz", 0x1F, 0x8B)]
    [InlineData("ndjson.zst", 0x28, 0xB5)]
    public void Convert_PacksByTheNameOfTheOutput(string extension, byte first, byte second)
    {
        Write("source.csv", Csv);
        Converted("source.csv", "t." + extension);
        Assert.Equal([first, second], File.ReadAllBytes(Named("t." + extension))[..2]);
        Converted("t." + extension, "back.csv");
        Assert.Equal(Csv, Read("back.csv"));
    }

    [Fact]
    public void Convert_GoesFromStandardInputToStandardOutput()
    {
        var (code, output, error) = Tool.RunWith(Encoding.UTF8.GetBytes(Csv), "convert");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(Csv, output);
        (code, output, error) = Tool.RunWith(Encoding.UTF8.GetBytes(Csv), "convert", "-", "-o", "-", "--to", "ndjson");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(2, JsonElement.Parse(output.Split('\n')[1]).GetProperty("city").GetString()!.Split('\n').Length);
    }

    [Fact]
    public void Convert_TellsOfRowsThatItLeavesOut()
    {
        var (code, output, error) = Tool.RunWith("a,b\n1,2\n3\n"u8.ToArray(), "convert", "--to", "ndjson");
        Assert.True(code == 0, error);
        Assert.Equal("{\"a\":1,\"b\":2}\n", output);
        Assert.Contains("Line 3 has fewer values", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "'t.csv' is among the data that are read", "t.csv", "-o", "t.csv", "--force")]
    [InlineData(2, "'link.csv' is among the data that are read", "t.csv", "-o", "link.csv", "--force")]
    [InlineData(2, "'t.csv' is among the data that are read", "*.csv", "-o", "t.csv", "--force")]
    [InlineData(1, "There is a 'other.csv' already; --force writes over it.", "t.csv", "-o", "other.csv")]
    [InlineData(2, "the name of 'new.txt' does not tell its format; give --to", "t.csv", "-o", "new.txt")]
    [InlineData(2, "--to is 'xml'", "t.csv", "--to", "xml")]
    [InlineData(1, "The data have no column 'z'; they have a, s, y.", "t.csv", "--target", "z", "-o", "new.arff")]
    [InlineData(2, "--target is missing: the lines of LIBSVM's format begin with a label.", "t.csv", "-o", "new.svm")]
    [InlineData(1, "The column 's' has texts, for which LIBSVM's format has no place", "t.csv", "--target", "y", "-o", "new.svm")]
    [InlineData(1, "A row has no 'y'", "t.csv", "--target", "y", "--ignore", "s", "-o", "new.svm")]
    [InlineData(1, "Line 4 has more values", "t.csv", "--strict", "-o", "new.csv")]
    [InlineData(1, "The data have no rows.", "empty.csv", "-o", "new.csv")]
    public void Convert_RefusesWithoutATrace(int expected, string message, params string[] arguments)
    {
        Write("t.csv", "a,s,y\n1,x,1\n2,y,\n3,z,4,5\n");
        Write("other.csv", "untouched");
        Write("empty.csv", "a,b\n");
        File.CreateSymbolicLink(Named("link.csv"), Named("t.csv"));
        var before = Directory.GetFiles(_folder).Select(file => (file, File.ReadAllText(file))).Order().ToArray();
        var start = Tool.StartInfo(["convert", .. arguments]);
        start.WorkingDirectory = _folder;
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(expected, process.ExitCode);
        Assert.Equal(before, Directory.GetFiles(_folder).Select(file => (file, File.ReadAllText(file))).Order());
    }

    [Fact]
    public void Convert_WritesOverAFileWhenItIsTold()
    {
        Write("source.csv", Csv);
        Write("t.csv", "old");
        Converted("source.csv", "t.csv", "--force");
        Assert.Equal(Csv, Read("t.csv"));
    }

    [Fact]
    public async Task Convert_LeavesNoHalfFileWhenItIsKilled()
    {
        using (var text = new StreamWriter(Named("big.csv")))
        {
            for (var i = 0; i < 300_000; i++)
            {
                text.Write($"{i},{i * 7},text of row {i}\n");
            }
        }

        Write("t.ndjson", "old");
        using var process = Tool.Start("convert", Named("big.csv"), "-o", Named("t.ndjson"), "--force");
        while (!process.HasExited && !(File.Exists(Named("t.ndjson.part")) && new FileInfo(Named("t.ndjson.part")).Length > 0))
        {
            await Task.Delay(5);
        }

        process.Kill();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Equal("old", Read("t.ndjson"));
    }

    [Fact]
    public async Task Convert_HoldsNeitherTheInputNorTheOutput()
    {
        using (var packed = new StreamWriter(new GZipStream(File.Create(Named("big.csv.gz")), CompressionLevel.Fastest)))
        {
            packed.Write("id,a,b,c,text\n");
            var text = new string('x', 400);
            for (var i = 0; i < 300_000; i++)
            {
                packed.Write($"{i},{i * 7 % 1000},{i * 13 % 77}.5,{i % 9},\"{text}, of row {i}\"\n");
            }
        }

        foreach (var format in (string[])["ndjson", "parquet"])
        {
            var start = Tool.StartInfo("convert", Named("big.csv.gz"), "-o", Named("big." + format));
            start.Environment["DOTNET_GCHeapHardLimit"] = "0xC000000";
            using var process = System.Diagnostics.Process.Start(start)!;
            process.StandardInput.Close();
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{format}: {error}");
        }

        Assert.True(new FileInfo(Named("big.ndjson")).Length > 100_000_000);
    }

    private string Named(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(Named(name), text);

    private string Read(string name) => File.ReadAllText(Named(name));

    private void Converted(string from, string to, params string[] options)
    {
        var code = ConvertCommand.Create().Parse([Named(from), "-o", Named(to), .. options]).Invoke();
        Assert.True(code == 0, $"{from} to {to}");
    }
}
