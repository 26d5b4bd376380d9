using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class DenseTests
{
    [Fact]
    public void AreWithin_FindsANumberBeyondTheLimitAtEveryPlace()
    {
        for (var length = 0; length < 12; length++)
        {
            var numbers = Enumerable.Range(0, length).Select(i => i % 2 == 0 ? 3.0 : -3.0).ToArray();
            Assert.True(Dense.AreWithin(numbers, 3));
            for (var place = 0; place < length; place++)
            {
                foreach (var beyond in (double[])[3.0000000000000004, -4, double.NaN, double.PositiveInfinity, double.NegativeInfinity])
                {
                    var changed = numbers.ToArray();
                    changed[place] = beyond;
                    Assert.False(Dense.AreWithin(changed, 3), $"{beyond} at {place} of {length}");
                }
            }
        }
    }

    [Fact]
    public void AreFinite_TakesTheLargestNumbersAndNoOthers()
    {
        Assert.True(Dense.AreFinite([double.MaxValue, double.MinValue, double.Epsilon, -0.0, 1]));
        Assert.False(Dense.AreFinite([1, 2, 3, 4, double.NaN]));
        Assert.False(Dense.AreFinite([1, double.NegativeInfinity, 3, 4, 5]));
    }
}
