using OnlineMl.Redis.Tests;

namespace OnlineMl.Samples.Tests;

public class ClusterTests
{
    [RedisFact]
    public async Task Cluster_GoesOnWhenAServerIsKilled_AndCountsEachCallOnce()
    {
        using var sample = RunningSample.Start("Cluster");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("One was killed: ", sample.Output, StringComparison.Ordinal);
        var last = sample.Output.Split('\n').Last(line => line.EndsWith("each counts once.", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(last[0], last[5]);
    }
}
