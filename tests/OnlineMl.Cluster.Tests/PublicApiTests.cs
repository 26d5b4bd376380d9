using OnlineMl.Tests.PublicApi;

namespace OnlineMl.Cluster.Tests;

/// <summary>Every change of the public surface is deliberate.</summary>
public class PublicApiTests
{
    [Fact]
    public void Cluster_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(OnlineMlClusterOptions).Assembly);
}
