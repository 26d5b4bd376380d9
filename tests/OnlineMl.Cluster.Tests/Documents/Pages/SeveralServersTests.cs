using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OnlineMl.Cluster.Tests.Documents.Pages;

/// <summary>The code of <c>docs/several-servers.md</c>.</summary>
public class SeveralServersTests
{
    [Fact]
    public void ACluster_IsRegistered()
    {
        var builder = WebApplication.CreateBuilder();

        builder.Services.AddOnlineMl()
            .UseRedis("redis:6379")
            .UseCluster(o => o.ClusterId = "shop");

        using var services = builder.Services.BuildServiceProvider();
        Assert.Equal("shop", services.GetRequiredService<IOptions<OnlineMlClusterOptions>>().Value.ClusterId);
    }
}
