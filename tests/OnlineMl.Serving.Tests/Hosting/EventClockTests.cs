using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Tests.Hosting;

public class EventClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_IsTheSystemsTime_AsLongAsThatGoesOnAsItShould()
    {
        var time = new JumpingClock(Start);
        var clock = new EventClock(time);
        time.Pass(TimeSpan.FromDays(8));
        Assert.Equal(Start.AddDays(8), clock.At(time.GetTimestamp()));
        time.Jump(TimeSpan.FromSeconds(-30));
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Start.AddDays(8).AddSeconds(-29), clock.At(time.GetTimestamp()));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-3650)]
    [InlineData(21900)]
    public void At_DoesNotBelieveAJump_ThatIsTakenBack(int days)
    {
        var time = new JumpingClock(Start);
        var clock = new EventClock(time);
        time.Jump(TimeSpan.FromDays(days));
        for (var minute = 0; minute < 9; minute++)
        {
            Assert.Equal(Start.AddMinutes(minute), clock.At(time.GetTimestamp()));
            time.Pass(TimeSpan.FromMinutes(1));
        }

        time.Jump(TimeSpan.FromDays(-days));
        Assert.Equal(Start.AddMinutes(9), clock.At(time.GetTimestamp()));
        time.Pass(TimeSpan.FromHours(1));
        Assert.Equal(Start.AddMinutes(69), clock.At(time.GetTimestamp()));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void At_BelievesAJump_ThatLasts(int days)
    {
        var time = new JumpingClock(Start);
        var clock = new EventClock(time);
        time.Jump(TimeSpan.FromDays(days));
        Assert.Equal(Start, clock.At(time.GetTimestamp()));
        time.Pass(EventClock.Patience);
        Assert.Equal(Start.AddDays(days) + EventClock.Patience, clock.At(time.GetTimestamp()));
    }

    [Fact]
    public void At_WaitsAnew_WhenTheClockJumpsAgain()
    {
        var time = new JumpingClock(Start);
        var clock = new EventClock(time);
        time.Jump(TimeSpan.FromDays(1));
        clock.At(time.GetTimestamp());
        time.Pass(TimeSpan.FromMinutes(9));
        time.Jump(TimeSpan.FromDays(1));
        Assert.Equal(Start.AddMinutes(9), clock.At(time.GetTimestamp()));
        time.Pass(TimeSpan.FromMinutes(9));
        Assert.Equal(Start.AddMinutes(18), clock.At(time.GetTimestamp()));
    }
}
