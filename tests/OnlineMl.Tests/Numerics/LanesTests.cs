using System.Runtime.Intrinsics;
using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class LanesTests
{
    [Fact]
    public void LoadAndStore_TakeFourNumbersFromAPlaceOn()
    {
        double[] numbers = [1, 2, 3, 4, 5, 6];

        Lanes.Store(numbers, 2, Lanes.Load(numbers, 1) * 10);

        Assert.Equal([1, 2, 20, 30, 40, 50], numbers);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    [InlineData(8, -1)]
    [InlineData(8, int.MinValue)]
    [InlineData(8, int.MaxValue)]
    [InlineData(8, 5)]
    public void PlacesThatAreNotThere_AreRefused(int length, int at)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Lanes.Load(new double[length], at));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lanes.Store(new double[length], at, Vector256<double>.One));
    }
}
