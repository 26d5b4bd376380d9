using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using ZstdSharp;

namespace OnlineMl.Cli.Tests;

public sealed class FormatTests : IDisposable
{
    private const string Csv = "n,kind,y\n1.5,a,1\n,b,2\n3,a,3\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Describe_ReadsTheSameTableInEveryFormat()
    {
        Write("t.csv", Csv);
        var expected = Described("t.csv");
        Assert.Equal("n:number:2:1 kind:category:3:0 y:number:3:0", expected);
        Write("t.json", """[{"n":1.5,"kind":"a","y":1},{"n":null,"kind":"b","y":2},{"n":3,"kind":"a","y":3}]""");
        Assert.Equal(expected, Described("t.json"));
        Write("t.arff", "@relation t\n@attribute n numeric\n@attribute kind {a,b}\n@attribute y numeric\n@data\n1.5,a,1\n?,b,2\n3,a,3\n");
        Assert.Equal(expected, Described("t.arff"));
        await using (var file = File.Create(Named("t.zst")))
        await using (var zstd = new CompressionStream(file))
        {
            await zstd.WriteAsync(Encoding.UTF8.GetBytes(Csv));
        }

        Assert.Equal(expected, Described("t.zst"));
        await WriteParquet("t.parquet");
        Assert.Equal(expected, Described("t.parquet"));
        WriteXlsx("t.xlsx");
        Assert.Equal(expected, Described("t.xlsx"));
        WriteOds("t.ods");
        Assert.Equal(expected, Described("t.ods"));
        File.Copy(Named("t.xlsx"), Named("unnamed"));
        Assert.Equal(expected, Described("unnamed"));
        var (code, output, error) = Tool.RunWith(await File.ReadAllBytesAsync(Named("t.parquet")), "describe", "-", "--json");
        Assert.True(code == 0, error);
        Assert.Equal(expected, Kinds(output));
    }

    [Fact]
    public void Evaluate_ReadsVowpalWabbitAndLibSvm_WhoseLabelsHaveNoName()
    {
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? "1 |s red\n" : "-1 |s blue\n"));
        Write("t.vw", rows);
        Write("t.svm", rows.Replace("|s red", "1:1", StringComparison.Ordinal).Replace("|s blue", "2:1", StringComparison.Ordinal));
        foreach (var name in (string[])["t.vw", "t.svm"])
        {
            var (code, output, error) = Tool.Run("evaluate", Named(name), "--spec", "LogisticRegression", "--metrics", "Accuracy", "--json");
            Assert.True(code == 0, error);
            Assert.Contains("\"examples\":200", output, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(output);
            Assert.InRange(json.RootElement.GetProperty("metrics").GetProperty("Accuracy").GetDouble(), 0.95, 1);
        }
    }

    [Fact]
    public void Evaluate_ReadsSeveralFilesAsOneStream()
    {
        Write("day-1.csv", "a,k,y\n1,x,2\n2,7,4\n");
        Write("day-2.csv", "y,a,k\n6,3,7\n8,4,x\n");
        Write("all.csv", "a,k,y\n1,x,2\n2,7,4\n3,7,6\n4,x,8\n");
        string[] arguments = ["--target", "y", "--spec", """[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, "LinearRegression"]""", "--metrics", "MAE", "--json"];
        var one = Metrics(["evaluate", Named("all.csv"), .. arguments]);
        Assert.Equal(one, Metrics(["evaluate", Named("day-1.csv"), Named("day-2.csv"), .. arguments]));
        Assert.Equal(one, Metrics(["evaluate", Named("day-*.csv"), .. arguments]));
        var (code, _, error) = Tool.Run(["evaluate", Named("night-*.csv"), .. arguments]);
        Assert.Equal(1, code);
        Assert.Contains("night-*.csv", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "")]
    [InlineData("csv", ".gz")]
    [InlineData("csv", ".zst")]
    [InlineData("ndjson", ".zst")]
    [InlineData("parquet", ".zst")]
    public void Describe_ReadsTheSameFromAFileAndFromStandardInput(string format, string packing)
    {
        Write("rows.csv", "a,k,y\n1,x,2\n2,7,4\n");
        var file = Named($"rows.{format}{packing}");
        Assert.Equal(0, Tool.Run("convert", Named("rows.csv"), "--output", Named("copy." + format + packing)).ExitCode);
        File.Move(Named("copy." + format + packing), file, overwrite: true);

        var (code, output, error) = Tool.RunWith(File.ReadAllBytes(file), "describe", "-", "--json");

        Assert.True(code == 0, error);
        Assert.Equal(Tool.Run("describe", file, "--json").Output, output);
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zst")]
    public void FileThatIsCutShort_IsAnError(string packing)
    {
        var random = new Random(1);
        Write("rows.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 500).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{random.Next()},{random.Next()}\n"))));
        Assert.Equal(0, Tool.Run("convert", Named("rows.csv"), "--output", Named("rows.csv" + packing)).ExitCode);
        var bytes = File.ReadAllBytes(Named("rows.csv" + packing));
        File.WriteAllBytes(Named("cut.csv" + packing), bytes[..(bytes.Length / 2)]);

        var (code, output, error) = Tool.Run("describe", Named("cut.csv" + packing), "--json");

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Predict_RefusesDataThatShareNoColumn_AndWarnsOfMissingOnes()
    {
        Write("t.csv", "a,b,y\n1,2,3\n2,3,4\n");
        var model = Named("m.oml");
        Assert.Equal(0, Tool.Run("train", Named("t.csv"), "--target", "y", "--spec", "LinearRegression", "--save", model, "--json").ExitCode);
        var (code, output, error) = Tool.RunWith("c,d\n1,2\n"u8.ToArray(), "predict", "--model", model);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("The data share no column with those that the model learned from: they have c, d, it learned from a, b.", error, StringComparison.Ordinal);
        (code, output, error) = Tool.RunWith("a,c\n1,2\n2,2\n"u8.ToArray(), "predict", "--model", model);
        Assert.Equal(0, code);
        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("onlineml: the data lack columns that the model learned from: b.\n", error);
    }

    [Fact]
    public void Predict_GivesBackTheTags()
    {
        Write("t.vw", "1 'one| a\n2 'two| b\n");
        var model = Named("m.oml");
        Assert.Equal(0, Tool.Run("train", Named("t.vw"), "--spec", "LinearRegression", "--save", model, "--json").ExitCode);
        var (code, output, error) = Tool.Run("predict", Named("t.vw"), "--model", model);
        Assert.True(code == 0, error);
        Assert.StartsWith("{\"tag\":\"one\",\"prediction\":", output, StringComparison.Ordinal);
    }

    private static string Kinds(string output)
    {
        using var json = JsonDocument.Parse(output);
        return string.Join(' ', json.RootElement.GetProperty("columns").EnumerateArray().Select(column =>
            $"{column.GetProperty("name")}:{column.GetProperty("kind")}:{column.GetProperty("values")}:{column.GetProperty("missing")}"));
    }

    private static string Metrics(string[] arguments)
    {
        var (code, output, error) = Tool.Run(arguments);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("metrics").GetRawText() + json.RootElement.GetProperty("examples");
    }

    private static void Zip(string file, params (string Name, string Text)[] entries)
    {
        using var archive = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (name, text) in entries)
        {
            using var entry = new StreamWriter(archive.CreateEntry(name).Open());
            entry.Write(text);
        }
    }

    private string Named(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(Named(name), text);

    private string Described(string name)
    {
        var (code, output, error) = Tool.Run("describe", Named(name), "--json");
        Assert.True(code == 0, name + ": " + error);
        return Kinds(output);
    }

    private async Task WriteParquet(string name)
    {
        var (n, kind, y) = (new DataField<double>("n", nullable: true), new DataField<string>("kind"), new DataField<long>("y"));
        await using var file = File.Create(Named(name));
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(n, kind, y), file);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<double>(n, new double?[] { 1.5, null, 3 }.AsMemory());
        await group.WriteAsync(kind, (IReadOnlyCollection<string>)["a", "b", "a"]);
        await group.WriteAsync<long>(y, new long[] { 1, 2, 3 }.AsMemory());
    }

    private void WriteXlsx(string name) => Zip(
        Named(name),
        ("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""),
        ("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="t" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""),
        ("xl/worksheets/sheet1.xml", """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c><c r="B1" t="inlineStr"><is><t>kind</t></is></c><c r="C1" t="inlineStr"><is><t>y</t></is></c></row><row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="inlineStr"><is><t>a</t></is></c><c r="C2"><v>1</v></c></row><row r="3"><c r="B3" t="inlineStr"><is><t>b</t></is></c><c r="C3"><v>2</v></c></row><row r="4"><c r="A4"><v>3</v></c><c r="B4" t="inlineStr"><is><t>a</t></is></c><c r="C4"><v>3</v></c></row></sheetData></worksheet>"""));

    private void WriteOds(string name) => Zip(
        Named(name),
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="t"><table:table-row><table:table-cell office:value-type="string"><text:p>n</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>kind</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>y</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000"/></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="1.5"><text:p>1,50</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>b</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""));
}
