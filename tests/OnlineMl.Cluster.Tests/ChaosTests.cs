using OnlineMl.ChaosTest;
using OnlineMl.Redis.Tests;

namespace OnlineMl.Cluster.Tests;

/// <summary>The short form of <c>tests/OnlineMl.ChaosTest</c>.</summary>
public class ChaosTests
{
    [RedisFact]
    public async Task WhateverIsKilledOrFrozen_EachAcknowledgedCallCountsOnce() =>
        Assert.Contains("each counted once", await new ChaosRun { Events = 30, Pause = TimeSpan.FromMilliseconds(500) }.RunAsync(), StringComparison.Ordinal);

    [RedisFact]
    public async Task WithoutTheFence_ItIsFoundThatServersDiffer() =>
        await Assert.ThrowsAsync<ChaosTestException>(() => new ChaosRun { Events = 10, HasNoFence = true }.RunAsync());
}
