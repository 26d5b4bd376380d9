using System.Text.Json;

namespace OnlineMl.Tests;

public class PredictionJsonTests
{
    [Theory]
    [InlineData(-1.5e300)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void ANumberIsReadAsItWasWritten_AlsoOneThatJsonLacks(double number)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            PredictionJson.Write(writer, number);
        }

        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal(number, PredictionJson.Number(json.RootElement));
    }

    [Theory]
    [InlineData("\"Infinity\"")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void WhatIsNoNumber_IsRefused(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Throws<FormatException>(() => PredictionJson.Number(document.RootElement));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void ProbabilitiesOfOneClassInTwoSpellings_AddUp(int others)
    {
        var classes = Enumerable.Range(0, others).Select(i => $"\"c{i}\": 0.01");
        var probabilities = new Probabilities();
        PredictionJson.Read(JsonElement.Parse($$"""{"1": 0.25, {{string.Join(", ", classes)}}, "1.0": 0.5}"""), probabilities);
        Assert.Equal(others + 1, probabilities.Count);
        Assert.Equal(["1", "c0"], probabilities.Labels[..2].ToArray().Select(label => label.ToString()));
        Assert.Equal(0.75, probabilities["1"]);
        Assert.Equal(0.01, probabilities[$"c{others - 1}"]);
    }

    [Fact]
    public void AProbabilityThatIsNoNumber_IsNamed()
    {
        var fault = Assert.Throws<FormatException>(() => PredictionJson.Read(JsonElement.Parse("""{"a": 0.5, "b": "nan"}"""), new Probabilities()));
        Assert.Equal("the probability of 'b' is no number", fault.Message);
    }
}
