using OnlineMl.Catalog;
using OnlineMl.Features;

namespace OnlineMl.Tests;

/// <summary>Numbers that come as texts.</summary>
public class ParseNumbersTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    [Fact]
    public void Texts_AreTheNumbersThatTheySay_WhenTheModelReadsThem()
    {
        var read = Model.FromSpec(Spec, new SpecOptions { ParseNumbers = true });
        var plain = Model.FromSpec(Spec);
        for (var i = 0; i < 50; i++)
        {
            read.Learn(new FeatureVector { ["age"] = $"{i}", ["country"] = "FR" }, i);
            plain.Learn(new FeatureVector { ["age"] = i, ["country"] = "FR" }, i);
        }

        Assert.Equal(plain.StateHash(), read.StateHash());
        Assert.Equal(plain.Predict(new FeatureVector { ["age"] = 40 }).Number, read.Predict(new FeatureVector { ["age"] = "40" }).Number);
    }

    [Fact]
    public void TheCallersExample_IsNotChanged()
    {
        var model = Model.FromSpec(Spec, new SpecOptions { ParseNumbers = true });
        var x = model.NewExample();
        x["age"] = "40";

        model.Learn(x, 1);
        model.LearnMany([x], [new Target(1.0)]);

        Assert.Equal("40", x.TextAt(0));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1.5e3", -1500)]
    [InlineData("+7", 7)]
    [InlineData(" 4 ", 4)]
    [InlineData(".5", 0.5)]
    public void ANumber_MayBeWrittenAsNumbersAre(string text, double number)
    {
        Assert.True(NumberText.TryRead(text, out var value));
        Assert.Equal(number, value.Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("1,5")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("12 apples")]
    [InlineData("2026-07-14")]
    public void OtherTexts_AreTexts(string text) => Assert.False(NumberText.TryRead(text, out _));

    [Fact]
    public void DigitsThatADoubleCannotHold_Count()
    {
        Assert.True(NumberText.TryRead("9007199254740993", out var value));
        Assert.Equal(new FeatureValue(9007199254740993), value);
    }
}
