using System.Globalization;
using System.Text;
using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public sealed class FourDecimalsTests
{
    [Fact]
    public void TryRead_EqualsTheFrameworkToTheLastBit()
    {
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            string[] cells = [Number(random), Number(random), Number(random), Number(random)];
            Assert.Equal(FourDecimals.IsSupported, TryRead(cells, out var numbers));
            if (FourDecimals.IsSupported)
            {
                Assert.Equal(
                    cells.Select(cell => BitConverter.DoubleToInt64Bits(double.Parse(cell, CultureInfo.InvariantCulture))),
                    numbers.Select(BitConverter.DoubleToInt64Bits));
            }
        }
    }

    [Fact]
    public void TryRead_RefusesWhatIsNoShortDecimal()
    {
        var random = new Random(4);
        var refused = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var cell = Scribble(random);
            string[] cells = ["1.5", "-2", ".25", "0"];
            cells[random.Next(4)] = cell;
            refused += IsShortDecimal(cell) ? 0 : 1;
            Assert.True(TryRead(cells, out _) == (IsShortDecimal(cell) && FourDecimals.IsSupported), cell);
        }

        Assert.InRange(refused, 10_000, 90_000);
    }

    [Fact]
    public void TryRead_RefusesPlacesThatAreNotThere()
    {
        var text = "1,2,3,4\n12345678"u8;
        foreach (var start in (int[])[-1, int.MinValue, int.MaxValue, 9])
        {
            for (var place = 0; place < 4; place++)
            {
                int[] starts = [0, 2, 4, 6, 8];
                starts[place] = start;
                Assert.False(FourDecimals.IsSupported && FourDecimals.TryRead(text, starts, new double[4]), $"{start} at {place}");
            }
        }

        Assert.False(FourDecimals.IsSupported && FourDecimals.TryRead(text, [0, 2, 4, 6], new double[4]));
        Assert.False(FourDecimals.IsSupported && FourDecimals.TryRead(text, [0, 2, 4, 6, 8], new double[3]));
        Assert.False(FourDecimals.IsSupported && FourDecimals.TryRead("1,2,3"u8, [0, 0, 0, 0, 0], new double[4]));
    }

    private static bool TryRead(string[] cells, out double[] numbers)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join(',', cells) + "\n12345678");
        var starts = new int[5];
        for (var i = 0; i < 4; i++)
        {
            starts[i + 1] = starts[i] + cells[i].Length + 1;
        }

        numbers = new double[4];
        return FourDecimals.IsSupported && FourDecimals.TryRead(bytes, starts, numbers);
    }

    private static string Number(Random random)
    {
        var digits = random.Next(0, 1_000_000).ToString(CultureInfo.InvariantCulture);
        var point = random.Next(-1, digits.Length + 1);
        digits = point < 0 ? digits : digits.Insert(point, ".");
        return random.Next(2) == 0 ? digits : "-" + digits;
    }

    private static string Scribble(Random random)
    {
        const string Characters = "0123456789012345678901234567890123456789..-- +eE/:x\u007f\u0001";
        return string.Concat(Enumerable.Range(0, random.Next(0, 11)).Select(_ => Characters[random.Next(Characters.Length)]));
    }

    private static bool IsShortDecimal(string cell)
    {
        var digits = cell.StartsWith('-') ? cell[1..] : cell;
        var point = digits.IndexOf('.');
        digits = point < 0 ? digits : digits.Remove(point, 1);
        return cell.Length <= 8 && digits.Length > 0 && digits.All(char.IsAsciiDigit);
    }
}
