using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Tests.Randomness;

/// <summary>The expected values are those of Python 3.11's <c>random.Random(seed)</c>.</summary>
public class RandomSourceTests
{
    [Theory]
    [InlineData(42, 0.6394267984578837, 0.025010755222666936, 0.27502931836911926)]
    [InlineData(-42, 0.6394267984578837, 0.025010755222666936, 0.27502931836911926)]
    [InlineData(0, 0.8444218515250481, 0.7579544029403025, 0.420571580830845)]
    [InlineData(null, 0.8444218515250481, 0.7579544029403025, 0.420571580830845)]
    [InlineData(int.MaxValue, 0.3177580158172969, 0.8173550078299876, 0.1963472909507713)]
    public void NextDouble_GivesPythonsNumbers(int? seed, double first, double second, double third)
    {
        var random = new RandomSource(seed);
        Assert.Equal((first, second, third), (random.NextDouble(), random.NextDouble(), random.NextDouble()));
    }

    [Theory]
    [InlineData(42, new[] { 0, 0, 1, 692, 1590571865 }, new[] { 1.6646366881354306, 0.4653250430056636, 0.5660826317096099 }, -1.250896201571173, 0.28156621114646135, new[] { 2, 1, 9, 7, 4, 6, 5, 3, 8, 0 }, 0.5645779759079633)]
    [InlineData(0, new[] { 0, 1, 6, 940, 1683194652 }, new[] { 3.521461408214164, -3.596579349502381, -1.6477549858156015 }, -1.2524581846781464, 0.05999148692362111, new[] { 9, 0, 3, 8, 6, 5, 7, 4, 1, 2 }, 0.7179182565245089)]
    public void Samplers_DrawWhatPythonDraws(
        int seed, int[] whole, double[] gauss, double uniform, double exponential, int[] shuffled, double afterThousand)
    {
        var random = new RandomSource(seed);
        for (var i = 0; i < 3; i++)
        {
            random.NextDouble();
        }

        Assert.Equal(whole, new[] { 1, 2, 10, 1000, int.MaxValue }.Select(random.NextInt));
        foreach (var expected in gauss)
        {
            Assert.Equal(expected, random.NextGauss(1, 2), 1e-15);
        }

        Assert.Equal(uniform, random.NextUniform(-3, 5));
        Assert.Equal(exponential, random.NextExponential(2.5), 1e-15);
        int[] items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        random.Shuffle(items.AsSpan());
        Assert.Equal(shuffled, items);
        for (var i = 0; i < 1000; i++)
        {
            random.NextDouble();
        }

        Assert.Equal(afterThousand, random.NextDouble());
    }

    [Fact]
    public void NextInt_RefusesEmptyRange() => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSource(1).NextInt(0));

    [Fact]
    public void NextPoisson_HasItsMeanAndVariance()
    {
        var random = new RandomSource(5);
        double sum = 0;
        double squares = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var count = random.NextPoisson(6);
            sum += count;
            squares += count * count;
        }

        var mean = sum / 20_000;
        Assert.InRange(mean, 5.9, 6.1);
        Assert.InRange((squares / 20_000) - (mean * mean), 5.8, 6.2);
    }

    [Fact]
    public void State_ContinuesWhereItWasSaved()
    {
        var random = new RandomSource(3);
        for (var i = 0; i < 700; i++)
        {
            random.NextGauss(0, 1);
        }

        random.NextGauss(0, 1);
        var twin = new RandomSource(9);
        StateFormat.CopyTo(random, twin);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(random.NextGauss(0, 1), twin.NextGauss(0, 1));
        }
    }

    [Fact]
    public void State_RefusesPositionBeyondItsWords()
    {
        byte[] bytes = [0x81, 0xa4, .. "next"u8, 0xcd, 0x02, 0x71];
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new RandomSource(1), bytes));
    }
}
