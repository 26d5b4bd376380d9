namespace OnlineMl.Cli.Tests;

public class ConnectionLimitTests
{
    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(1_048_576L, 10_000)]
    [InlineData(1024L, 512)]
    [InlineData(20L, 16)]
    public void Limit_LeavesHalfOfTheHandlesToTheModels(long? handles, long connections) => Assert.Equal(connections, ConnectionLimit.OfHandles(handles));

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             95                   95                   processes ", null)]
    public void Handles_AreReadFromWhatLinuxTells(string line, long? handles) =>
        Assert.Equal(handles, ConnectionLimit.HandlesIn(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
}
