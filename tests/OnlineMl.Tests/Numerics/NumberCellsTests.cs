using System.Text;
using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class NumberCellsTests
{
    [Theory]
    [InlineData("1.5,-2,.25,0,7\n", 5, true, 5)]
    [InlineData("1.5,-2,.25,0,7,8\n", 5, false, 5)]
    [InlineData("1.5,-2\n", 2, true, 2)]
    [InlineData("1.5,x,3\n", 3, true, 1)]
    [InlineData("1.5,2,3\n", 4, true, 2)] // the line ends before
    [InlineData("1.5,2,3,4\n", 3, true, 2)] // the line goes on
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789,2\n", 2, true, 0)]
    public void Read_StopsAtWhatIsNoShortDecimal(string line, int count, bool reachesEnd, int expected)
    {
        var text = new byte[line.Length + NumberCells.Padding];
        Encoding.UTF8.GetBytes(line, text);
        var numbers = new double[count];
        var starts = new int[count + 1];

        Assert.Equal(expected, NumberCells.Read(text, (byte)',', count, reachesEnd, starts, numbers));

        Assert.Equal(((double[])[1.5, -2, 0.25, 0, 7]).Take(Math.Min(expected, 1)), numbers.Take(Math.Min(expected, 1)));
        Assert.Equal(expected == 0 ? 0 : line.Split(',').Take(expected).Sum(cell => cell.TrimEnd('\n').Length + 1), starts[expected]);
    }

    [Fact]
    public void Read_RefusesATextWithoutRoomBehindIt()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NumberCells.Read("1,2,3\n"u8, (byte)',', 3, true, new int[4], new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => NumberCells.Read(new byte[200], (byte)',', 3, true, new int[4], new double[3]));
    }
}
