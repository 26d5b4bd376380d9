using System.Globalization;
using System.Text;
using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public sealed class DecimalParserTests
{
    [Fact]
    public void TryRead_EqualsTheFrameworkToTheLastBit()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var text = Written(random);
            Assert.True(DecimalParser.TryRead(Encoding.UTF8.GetBytes(text), out var number), text);
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(number));
        }
    }

    [Fact]
    public void ReadShort_EqualsTheFrameworkToTheLastBit()
    {
        var random = new Random(2);
        var buffer = new byte[16];
        for (var i = 0; i < 200_000; i++)
        {
            var text = (random.Next(0, 100_000) / Math.Pow(10, random.Next(0, 6))).ToString("0.#####", CultureInfo.InvariantCulture);
            random.NextBytes(buffer);
            Encoding.UTF8.GetBytes(text + ",", buffer);
            var length = DecimalParser.ReadShort(buffer, out var number);
            Assert.Equal(text.Length > 7 ? 0 : text.Length, length);
            Assert.True(length == 0 || number == double.Parse(text, CultureInfo.InvariantCulture), text);
        }
    }

    [Fact]
    public void ReadShort_WantsEightBytes()
    {
        Assert.Equal(1, DecimalParser.ReadShort("1,345678"u8, out _));
        Assert.Equal(0, DecimalParser.ReadShort("1,34567"u8, out _));
        Assert.Equal(0, DecimalParser.ReadShort([], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("nan")]
    [InlineData("Infinity")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("12a")]
    public void TryRead_RefusesWhatIsNoDecimalNumber(string text) =>
        Assert.False(DecimalParser.TryRead(Encoding.UTF8.GetBytes(text), out _));

    private static string Written(Random random) => random.Next(6) switch
    {
        0 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var d && double.IsFinite(d) ? d.ToString("R", CultureInfo.InvariantCulture) : "0",
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        2 => (random.NextDouble() * 1000).ToString("R", CultureInfo.InvariantCulture),
        3 => (random.NextDouble() - 0.5).ToString("F" + random.Next(0, 30), CultureInfo.InvariantCulture),
        4 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture) + "e" + random.Next(-320, 300),
        _ => "-." + random.Next(),
    };
}
