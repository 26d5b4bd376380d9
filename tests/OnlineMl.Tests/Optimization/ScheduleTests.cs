using OnlineMl.Optimization;

namespace OnlineMl.Tests.Optimization;

public class ScheduleTests
{
    [Fact]
    public void ANumber_IsAConstantRate()
    {
        Schedule schedule = 0.25;
        Assert.Equal(0.25, schedule.At(0));
        Assert.Equal(0.25, schedule.At(1_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => (Schedule)double.NaN);
    }

    [Fact]
    public void At_RefusesARateThatIsNotFinite() =>
        Assert.Throws<InvalidOperationException>(() => new Broken().At(3));

    private sealed class Broken : Schedule
    {
        protected override double RateAt(long step) => double.PositiveInfinity;
    }
}
