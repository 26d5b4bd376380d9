namespace OnlineMl.Samples.Tests;

public class RemoteClientTests
{
    [Fact]
    public async Task Worker_TeachesAServerOfItsOwn_AndEnds()
    {
        using var worker = RunningSample.Start("RemoteClient", "--rounds", "3");

        Assert.Equal(0, await worker.WaitForExitAsync());

        Assert.Contains("keeps models in: memory", worker.Output, StringComparison.Ordinal);
        Assert.Contains("Round 3: 569 examples learned", worker.Output, StringComparison.Ordinal);
        Assert.Matches(@"At the end: Accuracy 0\.9\d+, ROCAUC 0\.9\d+", worker.Output);
        Assert.DoesNotContain("refused", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_TeachesAServerThatRunsElsewhere()
    {
        using var server = RunningSample.Start("LiveServer", "--urls", "http://127.0.0.1:0", "--pause", "1000");
        using var http = await server.ConnectAsync();
        using var worker = RunningSample.Start("RemoteClient", "--rounds", "2", "--server", $"{http.BaseAddress}api/");

        Assert.Equal(0, await worker.WaitForExitAsync());

        Assert.Contains("keeps models in: file", worker.Output, StringComparison.Ordinal);
        Assert.Contains("Round 2: 569 examples learned", worker.Output, StringComparison.Ordinal);
    }
}
