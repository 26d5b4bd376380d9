using System.Numerics;
using System.Text.Json;
using OnlineMl.Features;

namespace OnlineMl.Tests.Features;

public class PairFeaturesTests
{
    [Fact]
    public void Fill_TakesEveryKindOfValue()
    {
        var x = new FeatureVector();
        x.FillFromPairs(new Dictionary<string, object?>
        {
            ["double"] = 1.5,
            ["decimal"] = 2.5m,
            ["big"] = new BigInteger(3),
            ["half"] = (Half)4,
            ["byte"] = (byte)5,
            ["truth"] = true,
            ["text"] = "red",
            ["enum"] = DayOfWeek.Friday,
            ["day"] = new DateOnly(2026, 1, 2),
            ["time"] = new DateTime(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc),
            ["offset"] = new DateTimeOffset(2026, 1, 2, 13, 0, 0, TimeSpan.FromHours(1)),
            ["json"] = JsonSerializer.SerializeToElement(6),
            ["absent"] = null,
        });
        Assert.Equal([1.5, 2.5, 3, 4, 5, 1, 0, 0, 739617, 739617.5, 739617.5, 6], x.Numbers);
        Assert.Equal(("red", "Friday"), (x.TextAt(6), x.TextAt(7)));
        Assert.Equal(-1, x.Space.Find("absent"));
    }

    [Fact]
    public void Fill_RefusesOtherTypesNamingFeature()
    {
        var x = new FeatureVector { ["old"] = 1 };
        var exception = Assert.Throws<ArgumentException>(() => x.FillFromPairs(new Dictionary<string, object?> { ["a"] = 1, ["b"] = new Version(1, 2) }));
        Assert.Contains("'b' is a Version", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, x.Count);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Fill_RefusesNumbersThatAreNotFinite(double number)
    {
        var x = new FeatureVector();
        x.FillFromPairs(new Dictionary<string, double> { ["a"] = 1 });
        var exception = Assert.Throws<ArgumentException>(() => x.FillFromPairs(new Dictionary<string, double> { ["a"] = number }));
        Assert.Contains("'a'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, x.Count);
    }

    [Fact]
    public void Fill_RefusesNameGivenTwice()
    {
        var x = new FeatureVector();
        KeyValuePair<string, object?>[] pairs = [new("a", null), new("b", 1), new("a", 2)];
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => x.FillFromPairs(pairs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_AllocatesNothingForDictionaryOfNumbers()
    {
        var numbers = Enumerable.Range(0, 20).ToDictionary(i => $"f{i}", i => (double)i, StringComparer.Ordinal);
        var x = new FeatureVector();
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                x.FillFromPairs(numbers);
            }
        });
        Assert.Equal(19, x.Numbers[19]);
    }
}
