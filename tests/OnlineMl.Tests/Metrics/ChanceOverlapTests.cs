using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public sealed class ChanceOverlapTests
{
    [Theory]
    [InlineData(1e18)]
    [InlineData(1e33)]
    [InlineData(1e200)]
    [InlineData(1e307)]
    public void WeightsOfAnySize_AreGroupedInNoTime(double weight)
    {
        var metric = new AdjustedMutualInfo();
        metric.Update(0, 0, weight);
        metric.Update(1, 1, 3 * weight);
        metric.Update(1, 0, weight);
        var watch = new ThreadWatch();

        var value = metric.Value;

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
        Assert.Equal(0.3803, value, 1e-3);
    }

    [Fact]
    public void ManyExamples_LeaveNothingToChance()
    {
        Assert.Equal((1 - 0.4) * (1 - 0.2) / (2 * 1e12), ChanceOverlap.Information(4e11, 2e11, 1e12), 1e-18);
        Assert.InRange(ChanceOverlap.Information(5e299, 5e299, 1e300), 0, 1e-299);
    }

    [Theory]
    [InlineData(3.0, 3.0)]
    [InlineData(5.0, 1e5)]
    [InlineData(40_000.0, 90_000.0)]
    [InlineData(3e5, 2.0)]
    [InlineData(1e6, 70.0)]
    [InlineData(5e5, 6e5)]
    public void BothWays_AgreeWhereTheyMeet(double a, double b)
    {
        const double Before = 1 << 20, Behind = Before + 1;

        Assert.Equal(1, ChanceOverlap.Information(a, b, Behind) / ChanceOverlap.Information(a, b, Before), 1e-4);
    }
}
