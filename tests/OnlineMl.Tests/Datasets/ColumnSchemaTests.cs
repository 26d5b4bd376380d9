using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Datasets;

public sealed class ColumnSchemaTests
{
    [Fact]
    public void Example()
    {
        Func<Stream> open = () => new MemoryStream("code,n,note,y\nA,1,x,0\n7,2,y,1\n"u8.ToArray());
        using var reader = new CsvDataset(open, new ColumnOptions { Target = "y", Ignored = ["note"] }).Open();
        var model = Model.FromSpec("\"LogisticRegression\"");
        using var stream = new MemoryStream();

        model.Save(stream, (ColumnSchema.PartName, reader.Schema));

        stream.Position = 0;
        var file = ModelFile.Read(stream);
        var schema = new ColumnSchema();
        file.TryFill(ColumnSchema.PartName, schema);
        var data = new CsvDataset(open, new ColumnOptions { Target = schema.Target, Known = schema });

        using var again = data.Open();
        Assert.Equal(["code", "n"], again.FeatureNames);
        Assert.Equal("y", schema.Target);
        Assert.Equal(TargetType.Bool, schema.TargetType);
        Assert.Equal(["code"], schema.Categories);
        Assert.Equal(["n"], schema.Numbers);
        Assert.Equal(["note"], schema.Ignored);
        Assert.Empty(schema.Text);
    }

    [Fact]
    public void Known_MakesATextOfWhatLooksLikeANumber() => Assert.Equal("7", Text(First("code\n7\n", new ColumnOptions { Known = Learned() }), "code"));

    [Fact]
    public void Known_YieldsToOptions() =>
        Assert.Null(Text(First("code\n7\n", new ColumnOptions { Known = Learned(), Numbers = ["code"] }), "code"));

    [Fact]
    public void Known_LeavesOutTheEarlierTarget() => Assert.Equal(1, First("n,y\n7,1\n", new ColumnOptions { Known = Learned() }).Count);

    [Fact]
    public void Known_TakesATextInAColumnOfNumbersForMissing()
    {
        using var reader = new CsvDataset(() => new MemoryStream("n\nten\n"u8.ToArray()), new ColumnOptions { Known = Learned() }).Open();
        var x = new FeatureVector();
        Assert.True(reader.TryRead(x, out _));
        Assert.Equal(0, x.Count);
        Assert.Equal("Line 2: 'ten' in the column 'n' is no number that can be used; such values count as missing.", Assert.Single(reader.Notes).ToString());
    }

    [Fact]
    public void Known_ReadsNumbersDatesAndMissingValuesAsTheyWereRead()
    {
        using var first = new CsvDataset(
            () => new MemoryStream("n;d;m\n1,5;30.11.2026 12:00;?\n2,25;1.1.2026 13:30;3\n"u8.ToArray()),
            new ColumnOptions { Missing = ["?"] }).Open();
        using var saved = new MemoryStream();
        Model.FromSpec("\"LinearRegression\"").Save(saved, (ColumnSchema.PartName, first.Schema));
        saved.Position = 0;
        var schema = new ColumnSchema();
        Assert.True(ModelFile.Read(saved).TryFill(ColumnSchema.PartName, schema));

        var x = First("d,m,n\n1.2.2026 12:00,?,1.000\n", new ColumnOptions { Known = schema });
        Assert.Equal("d_year=2026 d_month=2 d_weekday=7 d_hour=12 d_day=20485 n=1000", string.Join(' ', x.Select(feature => FormattableString.Invariant($"{feature.Name}={feature.Number}"))));
    }

    [Fact]
    public void Schema_KeepsTheColumnsThatTheseDataLack()
    {
        var options = new ColumnOptions { Known = Learned() };
        using var reader = new CsvDataset(() => new MemoryStream("new\nx\n"u8.ToArray()), options).Open();
        Assert.Equal(["new", "code"], reader.Schema.Categories);
        Assert.Equal(["n"], reader.Schema.Numbers);
    }

    [Fact]
    public void JsonLines_FollowWhatIsKnown()
    {
        var data = new JsonLinesDataset(
            () => new MemoryStream("{\"code\":7,\"y\":1,\"n\":2}\n{\"n\":3,\"code\":8}\n{\"n\":\"ten\"}"u8.ToArray()),
            new ColumnOptions { Known = Learned() });
        using var reader = data.Open();
        var x = new FeatureVector();
        Assert.True(reader.TryRead(x, out _));
        Assert.Equal("7", Text(x, "code"));
        Assert.Equal(2, x.Count);
        Assert.True(reader.TryRead(x, out _));
        Assert.Equal("8", Text(x, "code"));
        Assert.True(reader.TryRead(x, out _));
        Assert.Equal(0, x.Count);
        Assert.Equal("Line 3: 'ten' in the column 'n' is no number that can be used; such values count as missing.", Assert.Single(reader.Notes).ToString());
    }

    private static string? Text(FeatureVector x, string name) => x.Single(feature => feature.Name == name).Text;

    private static ColumnSchema Learned()
    {
        using var reader = new CsvDataset(() => new MemoryStream("code,n,y\nA,1,0\n7,2,1\n"u8.ToArray()), new ColumnOptions { Target = "y" }).Open();
        return reader.Schema;
    }

    private static FeatureVector First(string csv, ColumnOptions options)
    {
        using var reader = new CsvDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(csv)), options).Open();
        var x = new FeatureVector();
        Assert.True(reader.TryRead(x, out _));
        return x;
    }
}
