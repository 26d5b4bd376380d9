using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class RowsTests
{
    [Fact]
    public void Dot_SumsTheFirstNumberOfEachRow()
    {
        double[] rows = [1, -1, 2, -1, 3, -1, 4, -1, 5, -1];

        Assert.Equal(1 + 4 + 9 + 16 + 25, Rows.Dot([1, 2, 3, 4, 5], rows, 2));
        Assert.Equal((2 * 7) + (5 * 3), Rows.Dot([1, 4], [7, 3], rows, 5, 2));
    }

    [Fact]
    public void Dot_CountsRowsBeyondTheLastAs0()
    {
        double[] rows = [1, -1, 2, -1];

        Assert.Equal(2 * 3, Rows.Dot([1, 2, -1, int.MaxValue, int.MinValue], [3, 1e9, 1e9, 1e9, 1e9], rows, 2, 2));
    }

    [Fact]
    public void RowsThatAreNotThere_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Dot([1, 2, 3], [1, 2, 3, 4, 5], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Dot([0], [1], [1, 2, 3, 4, 5], 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Prefetch([0], [1, 2, 3, 4, 5], int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Prefetch([0], [1, 2, 3, 4, 5], 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Prefetch([0], [1, 2, 3, 4, 5], -1, 1));
    }

    [Fact]
    public void Prefetch_PassesOverRowsBeyondTheLast() => Rows.Prefetch([0, 1, 2, -1, int.MaxValue], [1, 2, 3, 4], 2, 2);

    [Fact]
    public void Largest_TakesANegativeIdForTheLargest()
    {
        for (var length = 1; length < 30; length++)
        {
            for (var place = 0; place < length; place++)
            {
                var ids = new int[length];
                ids[place] = 7;
                Assert.Equal(7u, Rows.Largest(ids));
                ids[place] = -1;
                Assert.Equal(uint.MaxValue, Rows.Largest(ids));
            }
        }

        Assert.Equal(0u, Rows.Largest([]));
    }
}
