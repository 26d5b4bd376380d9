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
}
