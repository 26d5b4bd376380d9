using System.Globalization;
using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Tests.Datasets;

/// <summary>Columns whose kind changes long after the rows that decided on it: the reading goes on by its rule, and says so with the line.</summary>
public sealed class LateKindTests
{
    private const int Rows = 100_000;

    [Theory]
    [InlineData("12345", "A1", null, "Line 100001: 'A1' in the column 'v' is no number that can be used; such values count as missing.")]
    [InlineData("$1,200.50", "a lot", null, "Line 100001: 'a lot' in the column 'v' is no number that can be used; such values count as missing.")]
    [InlineData("3,5", "3.5.1", null, "Line 100001: '3.5.1' in the column 'v' is no number that can be used; such values count as missing.")]
    [InlineData("2026-11-30", "soon", null, "Line 100001: 'soon' in the column 'v' is no date or time as the others are; such values count as missing.")]
    [InlineData("2026-11-30", "5", null, "Line 100001: '5' in the column 'v' is no date or time as the others are; such values count as missing.")]
    [InlineData("01234", "A1", "A1", null)]
    [InlineData("01234", "9", "9", null)]
    [InlineData("red", "5", "5", null)]
    [InlineData("12345", "NA", null, null)]
    [InlineData("12345", "1e400", null, "Line 100001: '1e400' in the column 'v' is no number that can be used; such values count as missing.")]
    [InlineData("", "5", "5", null)]
    [InlineData("", "red", "red", null)]
    public void Csv_GoesOnByTheRuleOfTheFirstRows(string first, string late, string? read, string? note) =>
        Check(";v\n", row => $"{row};{(row < Rows ? first : late)}\n", text => new CsvDataset(text, new ColumnOptions()), read, note);

    [Theory]
    [InlineData("12345", "\"A1\"", "A1", "Line 100000: 'A1' in the column 'v' is a text where the first value was a number; it is taken as a text.")]
    [InlineData("12345", "\"5\"", "5", "Line 100000: '5' in the column 'v' is a text where the first value was a number; it is taken as a text.")]
    [InlineData("\"red\"", "5", "5", "Line 100000: '5' in the column 'v' is a number where the first value was a text; it is taken as a number.")]
    [InlineData("\"2026-11-30\"", "\"soon\"", null, "Line 100000: 'soon' in the column 'v' is no date or time as the others are; such values count as missing.")]
    [InlineData("true", "0.5", "0.5", null)]
    [InlineData("12345", "null", null, null)]
    [InlineData("12345", "[1]", null, "Line 100000: in the column 'v' is an object or a list; such values count as missing.")]
    [InlineData("null", "\"red\"", "red", null)]
    public void Json_TakesEachValueAsItIs_AndSaysWhenItIsAnother(string first, string late, string? read, string? note) =>
        Check("", row => $"{{\"\":{row},\"v\":{(row < Rows ? first : late)}}}\n", text => new JsonLinesDataset(text, new ColumnOptions()), read, note);

    [Fact]
    public void ANewColumnOfJson_HasTheKindOfItsFirstValue()
    {
        var text = string.Concat(Enumerable.Range(0, Rows).Select(i => $"{{\"a\":{i}}}\n")) + "{\"late\":1}\n{\"late\":\"x\"}\n{\"late\":\"y\"}\n";
        using var reader = new JsonLinesDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), new ColumnOptions()).Open();
        Drain(reader);
        Assert.Equal("Line 100002: 'x' in the column 'late' is a text where the first value was a number; it is taken as a text (2 times).", Assert.Single(reader.Notes).ToString());
    }

    [Fact]
    public void Strict_EndsAtTheLine()
    {
        var csv = "v\n" + string.Concat(Enumerable.Repeat("1\n", Rows)) + "A1\n";
        var json = string.Concat(Enumerable.Repeat("{\"v\":1}\n", Rows)) + "{\"v\":\"A1\"}\n";
        using var ofCsv = new CsvDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(csv)), new ColumnOptions { IsStrict = true }).Open();
        using var ofJson = new JsonLinesDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(json)), new ColumnOptions { IsStrict = true }).Open();
        Assert.StartsWith("Line 100002: 'A1'", Assert.Throws<DataFormatException>(() => Drain(ofCsv)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Line 100001: 'A1'", Assert.Throws<DataFormatException>(() => Drain(ofJson)).Message, StringComparison.Ordinal);
    }

    private static void Check(string header, Func<int, string> row, Func<Func<Stream>, ITableData> open, string? read, string? note)
    {
        var text = Encoding.UTF8.GetBytes(header + string.Concat(Enumerable.Range(1, Rows).Select(row)));
        using var reader = open(() => new MemoryStream(text)).Open();

        var last = Drain(reader);

        Assert.Equal(note is null ? [] : [note], reader.Notes.Select(found => found.ToString()));
        Assert.Equal(read, last.Where(feature => feature.Name == "v").Select(feature => feature.Text ?? feature.Number.ToString(CultureInfo.InvariantCulture)).SingleOrDefault());
    }

    private static Feature[] Drain(ITableReader reader)
    {
        var x = new FeatureVector();
        var last = new FeatureVector(x.Space);
        while (reader.TryRead(x, out _))
        {
            last.CopyFrom(x);
        }

        return [.. last];
    }
}
