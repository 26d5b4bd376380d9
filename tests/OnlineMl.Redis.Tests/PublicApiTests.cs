using OnlineMl.Tests.PublicApi;

namespace OnlineMl.Redis.Tests;

/// <summary>Every change of the public surface is deliberate.</summary>
public class PublicApiTests
{
    [Fact]
    public void Redis_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(RedisModelStore).Assembly);
}
