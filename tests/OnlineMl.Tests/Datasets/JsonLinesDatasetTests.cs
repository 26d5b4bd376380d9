using System.Globalization;
using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

public sealed class JsonLinesDatasetTests
{
    private const string Expected = "a=1 b=x y|a=2 b=}]\"|a=3";

    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x y\"}\n{\"a\":2,\"b\":\"}]\\\"\"}\n\n{\"a\":3,\"b\":null}\n")]
    [InlineData("[{\"a\":1,\"b\":\"x y\"},{\"a\":2,\"b\":\"}]\\\"\"},{\"a\":3,\"b\":null}]")]
    [InlineData("\uFEFF[\n  {\n    \"a\": 1,\n    \"b\": \"x y\"\n  },\n  { \"a\": 2, \"b\": \"}]\\\"\" },\n  { \"a\": 3 }\n]\n")]
    [InlineData("{\n \"a\": 1,\n \"b\": \"x y\"\n}\n{\n \"a\": 2, \"b\": \"}]\\\"\"\n}\n{\"a\":3}")]
    [InlineData("{\"a\":[1,2,3],\"b\":[\"x y\",\"}]\\\"\",null]}")]
    [InlineData("{\"data\":[{\"a\":1,\"b\":\"x y\"},{\"a\":2,\"b\":\"}]\\\"\"},{\"a\":3}]}")]
    public void Open_ReadsTheRowsInWhateverFormTheyCome(string json)
    {
        Assert.Equal(Expected, string.Join('|', Rows(json)));
        var description = new JsonLinesDataset(() => Stream(json), new ColumnOptions()).Describe();
        Assert.Equal((3, "a", "b"), (description.Rows, description.Columns[0].Name, description.Columns[1].Name));
    }

    [Fact]
    public void Open_ReadsLongArraysInPieces()
    {
        var json = "[" + string.Join(",\n", Enumerable.Range(0, 40_000).Select(i => $$"""{"a": {{i}}, "text": "number \"{{i}}\""}""")) + "]";
        var rows = Rows(json);
        Assert.Equal(40_000, rows.Count);
        Assert.Equal("a=39999 text=number \"39999\"", rows[^1]);
        Assert.Equal(40_000, new JsonLinesDataset(() => Stream(json), new ColumnOptions()).Describe().Columns[0].Values);
    }

    [Theory]
    [InlineData("{\"a\":[1,2],\"b\":[1]}", "The list 'b' has 1 values, 'a' has 2.")]
    [InlineData("{\"a\":[1,2],\"b\":7}", "The data begin with an object of lists, but its 'b' is none.")]
    [InlineData("[1,2,3]", "Line 1 is not a JSON object")]
    public void Open_SaysWhatIsWrongWithTheForm(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<DataFormatException>(() => Rows(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_MakesPartsOfDates_AndNumbersOfTextsAmongNumbers() =>
        Assert.Equal(
            ["when_year=2026 when_month=11 when_weekday=1 when_day=20787 n=1234.5 t=00123", "n=2 t=7"],
            Rows("{\"when\":\"Nov 30 2026\",\"n\":\"1,234.5\",\"t\":\"00123\"}\n{\"when\":null,\"n\":2,\"t\":\"7\"}\n"));

    [Fact]
    public void Open_LeavesOutNestedValues_AndTells()
    {
        using var reader = new JsonLinesDataset(() => Stream("{\"a\":1,\"b\":{\"c\":2}}\n{\"a\":2,\"b\":[1]}\n"), new ColumnOptions()).Open();
        Assert.Equal(["a=1", "a=2"], Rows(reader));
        Assert.Equal("Line 1: in the column 'b' is an object or a list; such values count as missing (2 times).", Assert.Single(reader.Notes).ToString());
    }

    [Fact]
    public void Open_LeavesOutRowsWithoutATarget()
    {
        using var reader = new JsonLinesDataset(
            () => Stream("{\"a\":1,\"y\":2}\n{\"a\":2}\n{\"a\":3,\"y\":null}\n{\"a\":4,\"y\":\"3\",\"w\":2}\n"), new ColumnOptions { Target = "y", TargetType = TargetType.Number }).Open();
        Assert.Equal(["a=1", "a=4 w=2"], Rows(reader));
        Assert.Equal(2, reader.SkippedRows);
    }

    [Theory]
    [InlineData("{\"a\":2", "Line 2: '{\"a\":2' is not a JSON object; such lines are left out.")]
    [InlineData("[1,2]", "Line 2: '[1,2]' is not a JSON object; such lines are left out.")]
    [InlineData("{\"a\":2} x", "Line 2: '{\"a\":2} x' is not a JSON object; such lines are left out.")]
    [InlineData("{\"a\":2,\"a\":3}", "Line 2 names 'a' twice; such lines are left out.")]
    [InlineData("{\"a\":2,\"b\":\"\\ud800\"}", "Line 2 has a text that is not Unicode; such lines are left out.")]
    public void TryRead_PassesOverABrokenLine_AndTellsOfIt(string line, string note)
    {
        var text = "{\"a\":1}\n" + line + "\n{\"a\":3}\n";
        using var reader = new JsonLinesDataset(() => Stream(text), new ColumnOptions()).Open();
        Assert.Equal(["a=1", "a=3"], Rows(reader));
        Assert.Equal(1, reader.SkippedRows);
        Assert.Equal(note, Assert.Single(reader.Notes).ToString());
        Assert.InRange(new JsonLinesDataset(() => Stream(text), new ColumnOptions()).Describe().Rows, 2, 3);
        using var strict = new JsonLinesDataset(() => Stream(text), new ColumnOptions { IsStrict = true }).Open();
        Assert.StartsWith("Line 2", Assert.Throws<DataFormatException>(() => Rows(strict)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_KnowsTheColumnsBehindABrokenLine() =>
        Assert.Equal("when_year=2026 when_month=11 when_weekday=1 when_day=20787", Rows("1}\n{\"when\":\"Nov 30 2026\"}\n")[0]);

    [Fact]
    public void TryRead_EndsAtAnErrorInAnArray() =>
        Assert.StartsWith("Line 2 is not a JSON object", Assert.Throws<DataFormatException>(() => Rows("[{\"a\":1},{\"a\":},{\"a\":3}]")).Message, StringComparison.Ordinal);

    private static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));

    private static List<string> Rows(string json)
    {
        using var reader = new JsonLinesDataset(() => Stream(json), new ColumnOptions()).Open();
        return Rows(reader);
    }

    private static List<string> Rows(JsonLinesReader reader)
    {
        var x = new FeatureVector();
        var rows = new List<string>();
        while (reader.TryRead(x, out _))
        {
            rows.Add(string.Join(' ', x.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name}={f.Text ?? (object)f.Number}"))));
        }

        return rows;
    }
}
