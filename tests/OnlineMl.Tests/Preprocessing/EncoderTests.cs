using OnlineMl.Features;
using OnlineMl.Preprocessing;
using OnlineMl.Statistics;
using OnlineMl.Tests.Composition;

namespace OnlineMl.Tests.Preprocessing;

public class EncoderTests
{
    private static readonly FeatureSpace Space = new();

    private static FeatureVector Colour(FeatureValue value) => new(Space) { ["c"] = value };

    [Fact]
    public void OneHotEncoder_GivesUnknownValueItsOneBesideZerosForKnownOnes()
    {
        var encoder = new OneHotEncoder();
        encoder.Learn(Colour("red"));
        encoder.Learn(Colour("blue"));
        Assert.Equal(new() { ["c_red"] = 0.0, ["c_blue"] = 1.0 }, encoder.Transformed(Colour("blue")));
        Assert.Equal(new() { ["c_red"] = 0.0, ["c_blue"] = 0.0, ["c_green"] = 1.0 }, encoder.Transformed(Colour("green")));
    }

    [Fact]
    public void OneHotEncoder_PrintsWholeNumbersWithoutPoint()
    {
        var encoder = new OneHotEncoder { DropZeros = true, EncodesNumbers = true };
        Assert.Equal("c_2", Assert.Single(encoder.Transformed(Colour(2.0))).Key);
        Assert.Equal("c_0.1", Assert.Single(encoder.Transformed(Colour(0.1))).Key);
    }

    [Fact]
    public void OneHotEncoder_LeavesOutNumbers_UnlessTheyAreToldToBeCodes()
    {
        Assert.Empty(new OneHotEncoder().Transformed(Colour(2.0)));
        var encoder = new OneHotEncoder();
        encoder.Learn(Colour(2.0));
        encoder.Learn(Colour("red"));
        Assert.Equal(new() { ["c_red"] = 0.0 }, encoder.Transformed(Colour(2.0)));
        Assert.Equal(new() { ["c_2"] = 1.0 }, new OneHotEncoder { EncodesNumbers = true }.Transformed(Colour(2.0)));
        Assert.Equal(new() { ["c_2"] = 1.0 }, new OneHotEncoder { Categories = new Dictionary<string, IReadOnlyList<string>> { ["c"] = ["2"] } }.Transformed(Colour(2.0)));
    }

    [Fact]
    public void OrdinalEncoder_KeepsNumbers_UnlessTheyAreToldToBeCodes()
    {
        var encoder = new OrdinalEncoder();
        encoder.Learn(Colour(2.5));
        Assert.Equal(2.5, encoder.Transformed(Colour(2.5))["c"]);
        var codes = new OrdinalEncoder { EncodesNumbers = true };
        codes.Learn(Colour(2.5));
        Assert.Equal(1.0, codes.Transformed(Colour(2.5))["c"]);
    }

    [Fact]
    public void OneHotEncoder_DropsNameThatSortsFirst()
    {
        var encoder = new OneHotEncoder { DropFirst = true };
        encoder.Learn(Colour("red"));
        encoder.Learn(Colour("blue"));
        Assert.Equal(new() { ["c_red"] = 0.0 }, encoder.Transformed(Colour("blue")));
        Assert.Equal(new() { ["c_red"] = 1.0 }, encoder.Transformed(Colour("red")));
        Assert.Equal(new() { ["c_red"] = 0.0, ["c_blue"] = 0.0 }, encoder.Transformed(Colour("azure")));
        Assert.Empty(new OneHotEncoder { DropFirst = true, DropZeros = true }.Transformed(Colour("azure")));
    }

    [Fact]
    public void OneHotEncoder_WithCategoriesKnowsNoOthers()
    {
        var encoder = new OneHotEncoder { Categories = new Dictionary<string, IReadOnlyList<string>> { ["c"] = ["red", "blue"] } };
        encoder.Learn(Colour("green"));
        Assert.Equal(new() { ["c_red"] = 0.0, ["c_blue"] = 0.0 }, encoder.Transformed(Colour("green")));
        Assert.Equal(new() { ["c_red"] = 1.0, ["c_blue"] = 0.0 }, encoder.Transformed(Colour("red")));
    }

    [Fact]
    public void OrdinalEncoder_NumbersValuesInOrderOfArrivalAndSkipsReservedNumbers()
    {
        var encoder = new OrdinalEncoder { UnknownValue = 2 };
        foreach (var value in (ReadOnlySpan<string>)["red", "blue", "red", "green"])
        {
            encoder.Learn(Colour(value));
        }

        Assert.Equal([0.0, 1.0, 3.0, 2.0], ((string[])["red", "blue", "green", "new"]).Select(value => encoder.Transformed(Colour(value))["c"]));
        Assert.Equal(-1.0, encoder.Transformed(new FeatureVector(Space))["c"]);
    }

    [Fact]
    public void StatImputer_FillsAbsentFeatureWithStatistic()
    {
        var imputer = new StatImputer(("temperature", new Mean()), ("sky", new Mode()));
        var space = new FeatureSpace();
        imputer.Learn(new FeatureVector(space) { ["temperature"] = 10, ["sky"] = "grey" });
        imputer.Learn(new FeatureVector(space) { ["temperature"] = 20 });
        Assert.Equal(new() { ["temperature"] = 15.0, ["sky"] = "grey" }, imputer.Transformed(new FeatureVector(space)));
        Assert.Equal(3.0, imputer.Transformed(new FeatureVector(space) { ["temperature"] = 3 })["temperature"]);
    }

    [Fact]
    public void PreviousImputer_FillsAbsentFeatureWithLatestValue()
    {
        var imputer = new PreviousImputer();
        var space = new FeatureSpace();
        imputer.Learn(new FeatureVector(space) { ["a"] = 1, ["b"] = "x" });
        imputer.Learn(new FeatureVector(space) { ["a"] = 2 });
        Assert.Equal(new() { ["a"] = 2.0, ["b"] = "x" }, imputer.Transformed(new FeatureVector(space)));
    }

    [Fact]
    public void FeatureHasher_AddsUpWhatMeetsAndStaysInRange()
    {
        var x = new FeatureVector();
        for (var i = 0; i < 20; i++)
        {
            x[$"f{i}"] = i;
        }

        x["t"] = "text";
        var hashed = new FeatureHasher { NFeatures = 8, Seed = 7 }.Transformed(x);
        Assert.All(hashed.Keys, name => Assert.InRange(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), 0, 7));
        Assert.Equal(191.0, hashed.Values.Cast<double>().Sum());
        Assert.NotEqual(hashed, new FeatureHasher { NFeatures = 8, Seed = 8 }.Transformed(x));
    }
}
