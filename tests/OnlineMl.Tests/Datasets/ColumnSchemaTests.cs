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
    public void Known_RefusesATextInAColumnOfNumbers()
    {
        var refusal = Assert.Throws<DataFormatException>(() => First("n\nten\n", new ColumnOptions { Known = Learned() }));
        Assert.Equal("Line 2: the column 'n' has the text 'ten', but it is one of numbers.", refusal.Message);
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
        Assert.Equal("Line 3: 'n' has the text 'ten', but it is one of numbers.", Assert.Throws<DataFormatException>(() => reader.TryRead(x, out _)).Message);
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
