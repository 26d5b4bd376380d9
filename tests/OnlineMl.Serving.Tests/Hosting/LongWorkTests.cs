using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class LongWorkTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1024 * 1024, true)]
    [InlineData((1024 * 1024) + 1, false)]
    public async Task Run_AboutManyBytes_TakesNoThreadOfThePool(long bytes, bool isOfPool)
    {
        Assert.Equal(isOfPool, await LongWork.RunAsync(bytes, () => Thread.CurrentThread.IsThreadPoolThread));
    }

    [Fact]
    public async Task Run_ThrowsWhatTheWorkThrows()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => LongWork.RunAsync<int>(long.MaxValue, () => throw new InvalidDataException()));
    }
}
