using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

public class CallStatisticsTests
{
    [Theory]
    [InlineData(0, "0ns")]
    [InlineData(999, "999ns")]
    [InlineData(3_408_682, "3ms408μs682ns")]
    [InlineData(61_000_000_001, "1m1s1ns")]
    public void Humanize_NamesEveryUnitThatIsNotZero(long nanoseconds, string expected) =>
        Assert.Equal(expected, CallStatistics.Humanize(nanoseconds));

    [Fact]
    public void Read_GivesTheMeanAndTheFadingMean()
    {
        var statistics = new CallStatistics();
        statistics.Add(TimeSpan.FromMicroseconds(100));
        statistics.Add(TimeSpan.FromMicroseconds(200));
        var stats = statistics.Read();
        Assert.Equal(2, stats.Calls);
        Assert.Equal(150_000, stats.MeanDuration);
        Assert.Equal(130_000, stats.EwmDuration);
        Assert.Equal("130μs", stats.EwmDurationHuman);
    }
}
