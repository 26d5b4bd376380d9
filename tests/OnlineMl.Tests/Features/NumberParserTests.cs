using System.Globalization;
using System.Text;
using OnlineMl.Features;
using OnlineMl.Randomness;

namespace OnlineMl.Tests.Features;

public class NumberParserTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("0.1")]
    [InlineData("-123.456")]
    [InlineData("9007199254740991")]
    [InlineData("9007199254740993")]
    [InlineData("0.00000000000000000000001")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1e-5")]
    [InlineData("4.9E-324")]
    [InlineData("1.7976931348623157E308")]
    [InlineData("1e400")]
    public void Parse_GivesNearestDouble(string text) => AssertParsed(text);

    [Fact]
    public void Parse_ReadsBackRandomNumbers()
    {
        var random = new RandomSource(7);
        for (var i = 0; i < 20_000; i++)
        {
            var value = random.NextGauss(0, Math.Pow(10, random.NextInt(30) - 15));
            AssertParsed(value.ToString("R", CultureInfo.InvariantCulture));
            AssertParsed(value.ToString("F" + random.NextInt(20), CultureInfo.InvariantCulture));
        }
    }

    private static void AssertParsed(string text) =>
        Assert.Equal(
            BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToInt64Bits(NumberParser.Parse(Encoding.ASCII.GetBytes(text))));
}
