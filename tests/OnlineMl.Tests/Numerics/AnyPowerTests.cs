using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class AnyPowerTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(2.5)]
    [InlineData(1e300)]
    public void Sum_AddsThePowersOneAfterTheOther_HoweverManyThereAre(double power)
    {
        for (var count = 0; count <= 40; count++)
        {
            var numbers = Enumerable.Range(0, count).Select(i => i % 7 == 0 ? 0 : (i % 3 == 0 ? 1 : -1) / (i + 0.3)).ToArray();

            Assert.Equal(numbers.Aggregate(0.0, (sum, number) => sum + Elementary.Pow(Math.Abs(number), power)), AnyPower.Sum(numbers, power));
        }
    }
}
