using OnlineMl.Randomness;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Statistics;

public class RollingStatisticTests
{
    [Fact]
    public void Example_MeanOfTheLastThree()
    {
        var mean = new RollingStatistic(new Mean(), windowSize: 3);
        foreach (var x in (double[])[1, 3, 5, 7])
        {
            mean.Update(x);
        }

        Assert.Equal(5, mean.Value, 1e-12);
    }

    [Fact]
    public void Update_TakesBackTheWeightThatWasGiven()
    {
        var mean = new RollingStatistic(new Mean(), windowSize: 2);
        mean.Update(100, 7);
        mean.Update(1, 1);
        mean.Update(4, 2);

        Assert.Equal(3, mean.Value, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(33)]
    public void RollingExtremesAndQuantiles_EqualThoseOfTheWindow(int size)
    {
        var random = new RandomSource(1);
        RollingMin least = new(size);
        RollingMax largest = new(size);
        RollingPeakToPeak range = new(size);
        RollingQuantile median = new(0.5, size);
        List<double> window = [];
        for (var i = 0; i < 300; i++)
        {
            var x = Math.Round(random.NextGauss(0, 5));
            window.Add(x);
            window.RemoveRange(0, Math.Max(0, window.Count - size));
            least.Update(x);
            largest.Update(x);
            range.Update(x);
            median.Update(x);
            List<double> sorted = [.. window.Order()];

            Assert.Equal(sorted[0], least.Value);
            Assert.Equal(sorted[^1], largest.Value);
            Assert.Equal(sorted[^1] - sorted[0], range.Value);
            Assert.Equal((sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2, median.Value);
        }
    }
}
