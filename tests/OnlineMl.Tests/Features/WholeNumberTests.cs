using System.Numerics;
using System.Text;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;
using OnlineMl.Preprocessing;
using OnlineMl.Statistics;
using OnlineMl.Tests.Composition;

namespace OnlineMl.Tests.Features;

/// <summary>Whole numbers that a double cannot hold keep their identity as categories, and are the nearest double as numbers.</summary>
public sealed class WholeNumberTests
{
    private const long Odd = 9007199254740993;

    [Theory]
    [InlineData("9007199254740993", "id_9007199254740993")]
    [InlineData("-9007199254740993", "id_-9007199254740993")]
    [InlineData("9223372036854775807", "id_9223372036854775807")]
    [InlineData("18446744073709551615", "id_18446744073709551615")]
    [InlineData("9007199254740992", "id_9007199254740992")]
    [InlineData("9007199254740991", "id_9007199254740991")]
    [InlineData("7", "id_7")]
    public void AnIdentifierInJson_IsACategoryOfItsOwn(string id, string name)
    {
        var x = new FeatureVector();
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"id": {{id}}}"""));
        Assert.Equal(name, NameOf(x));

        // The second time the name is expected, and an escaped name takes the way through the reader of the base library.
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"id": {{id}}}"""));
        Assert.Equal(name, NameOf(x));
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"i\u0064": {{id}}}"""));
        Assert.Equal(name, NameOf(x));
        Assert.Equal(double.Parse(id, System.Globalization.CultureInfo.InvariantCulture), x.Numbers[0]);
    }

    [Fact]
    public void TwoIdentifiersNextToEachOther_AreTwoCategories()
    {
        var model = Model.FromSpec("""["OneHotEncoder", "LogisticRegression"]""");
        var x = model.NewExample();
        for (var i = 0; i < 50; i++)
        {
            x.FillFromJson(i % 2 == 0 ? """{"id": 9007199254740993}"""u8 : """{"id": 9007199254740992}"""u8);
            model.Learn(x, i % 2 == 0);
        }

        x.FillFromJson("""{"id": 9007199254740993}"""u8);
        Assert.True(model.Predict(x).Probabilities[true] > 0.5);
        x.FillFromJson("""{"id": 9007199254740992}"""u8);
        Assert.True(model.Predict(x).Probabilities[true] < 0.5);
    }

    [Fact]
    public void ValuesOfDotNet_KeepWhatADoubleLacks()
    {
        Assert.Equal("id_9007199254740993", NameOf(new FeatureVector { ["id"] = Odd }));
        Assert.Equal("id_18446744073709551615", NameOf(new FeatureVector { ["id"] = new FeatureValue(ulong.MaxValue) }));
        var replaced = new FeatureVector { ["id"] = Odd };
        replaced["id"] = 7;
        Assert.Equal("id_7", NameOf(replaced));
        foreach (var value in new object[] { Odd, (ulong)Odd, (decimal)Odd, (Int128)Odd, (UInt128)Odd, (BigInteger)Odd, System.Text.Json.JsonElement.Parse("9007199254740993") })
        {
            var x = new FeatureVector();
            x.FillFromPairs([new KeyValuePair<string, object?>("id", value)]);
            Assert.Equal("id_9007199254740993", NameOf(x));
        }

        var typed = new FeatureVector();
        typed.FillFromObject(new { id = Odd });
        Assert.Equal("id_9007199254740993", NameOf(typed));
        typed.FillFromObject(new { id = (long?)Odd });
        Assert.Equal("id_9007199254740993", NameOf(typed));
    }

    [Fact]
    public void Copies_KeepIt()
    {
        var x = new FeatureVector { ["other"] = 1, ["id"] = Odd };
        var same = new FeatureVector(x.Space);
        same.CopyFrom(x);
        var foreign = new FeatureVector();
        foreign.CopyFrom(x);
        var selected = new FeatureVector(x.Space);
        new Select("id").Transform(x, selected);

        Assert.Contains("id_9007199254740993", new OneHotEncoder { DropZeros = true }.Transformed(same).Keys);
        Assert.Contains("id_9007199254740993", new OneHotEncoder { DropZeros = true }.Transformed(foreign).Keys);
        Assert.Equal("id_9007199254740993", NameOf(selected));
    }

    [Fact]
    public void AScaledNumber_IsNoIdentifierAnyMore()
    {
        var x = new FeatureVector { ["id"] = Odd };
        var scaler = new MaxAbsScaler();
        scaler.Learn(x);
        var scaled = new FeatureVector(x.Space);
        scaler.Transform(x, scaled);

        Assert.Equal("id_1", NameOf(scaled));
        x.Clear();
        x.Add("id", 5);
        Assert.Equal("id_5", NameOf(x));
    }

    [Fact]
    public void Groups_AreTheirOwn()
    {
        var mean = new Agg("price", ["id"], new Mean());
        var space = new FeatureSpace();
        mean.Learn(new FeatureVector(space) { ["id"] = Odd, ["price"] = 10 });
        mean.Learn(new FeatureVector(space) { ["id"] = Odd - 1, ["price"] = 20 });
        var output = new FeatureVector();

        mean.Transform(new FeatureVector(space) { ["id"] = Odd }, output);

        Assert.Equal(10, output.Numbers[0]);
    }

    [Fact]
    public void ACellOfACsvFile_KeepsItToo()
    {
        using var data = new MemoryStream("id,y\n9007199254740993,1\n9007199254740992,0\n"u8.ToArray());
        using var reader = new CsvDataset(() => data, new ColumnOptions { Target = "y" }).Open();
        var x = new FeatureVector();
        var names = new List<string>();
        while (reader.TryRead(x, out _))
        {
            names.Add(NameOf(x));
        }

        Assert.Equal(["id_9007199254740993", "id_9007199254740992"], names);
    }

    private static string NameOf(FeatureVector x) => new OneHotEncoder { DropZeros = true }.Transformed(x).Keys.Single();
}
