using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Calls;

public sealed class MeasuredMemoryTests
{
    [Fact]
    public async Task ASmallModel_IsMeasuredWheneverItHasChanged_HoweverLongThatTookTheLastTime()
    {
        await using var service = new ServiceInFolder(null, time: new SlowClock());
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await service.Client.GetStatusAsync("m");

        await service.Client.LearnAsync(Learn("m", 1, 2));

        Assert.Equal(1, (await service.Client.GetStatusAsync("m")).Names);
    }

    /// <summary>A clock of a busy machine, on which everything takes long.</summary>
    private sealed class SlowClock : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _timestamp, 10 * TimeSpan.TicksPerMillisecond);
    }
}
