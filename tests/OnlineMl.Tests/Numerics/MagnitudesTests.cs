using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public sealed class MagnitudesTests
{
    [Fact]
    public void Raise_KeepsTheLargestOfEachColumn()
    {
        double[] largest = [1, 0, 5, 2, 0, 9, 7];
        Magnitudes.Raise([-3, -0.0, 4, -2.5, 1e-320, -1e300], largest);
        Assert.Equal([3, 0, 5, 2.5, 1e-320, 1e300, 7], largest);
        Assert.False(double.IsNegative(largest[1]));
    }

    [Fact]
    public void Divide_GivesTheShareOfTheLargest_AndZeroWhereThereIsNone()
    {
        double[] numbers = [-3, 4, 6, 1, -0.5, 8];
        Magnitudes.Divide(numbers, [4, 0, 8, 3, 0, -0.0, 1]);
        Assert.Equal([-0.75, 0, 0.75, 1.0 / 3, 0, 0], numbers);
    }
}
