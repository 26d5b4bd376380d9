using OnlineMl.Statistics;

namespace OnlineMl.Tests.Statistics;

public class TimeRollingStatisticTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Update_DropsWhatIsAPeriodOld()
    {
        var mean = new TimeRollingStatistic(new Mean(), TimeSpan.FromDays(3));
        double[] numbers = [1, 5, 9, 13];
        for (var day = 0; day < numbers.Length; day++)
        {
            mean.Update(numbers[day], Start.AddDays(day));
        }

        Assert.Equal(9, mean.Value, 1e-12);
    }

    [Fact]
    public void Update_PutsLateNumbersInTheirPlace()
    {
        var sum = new TimeRollingStatistic(new Sum(), TimeSpan.FromHours(2));
        sum.Update(1, Start.AddHours(2));
        sum.Update(10, Start.AddMinutes(30));
        Assert.Equal(11, sum.Value);

        sum.Update(100, Start.AddHours(2.5));

        Assert.Equal(101, sum.Value);
    }

    [Fact]
    public void Update_LeavesOutWhatIsOlderThanTheWindow()
    {
        var mean = new TimeRollingStatistic(new Mean(), TimeSpan.FromDays(1));
        mean.Update(10, Start);
        mean.Update(1000, Start.AddDays(-30));

        Assert.Equal(10, mean.Value);
    }
}
