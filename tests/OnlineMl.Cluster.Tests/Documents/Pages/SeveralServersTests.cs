using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;

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

    [Fact]
    public void AModel_IsDeclaredToBeLearnedInShares()
    {
        var builder = WebApplication.CreateBuilder();

        builder.Services.AddOnlineMl()
            .UseRedis("redis:6379")
            .UseCluster(o => o.ClusterId = "shop")
            .AddModel("clicks", Flavor.Multiclass, """["StandardScaler", "GaussianNB"]""", mixing: new MixingOptions(Shares: 3));

        using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(3, Assert.Single(services.GetServices<DeclaredModel>()).Mixing!.Shares);
    }

    [RedisFact]
    public async Task AModel_IsLearnedInShares()
    {
        using var redis = new RedisProcess();
        await using var services = new ServiceCollection().AddLogging().AddOnlineMl().UseRedis(redis.Address).Services.BuildServiceProvider();
        var client = services.GetRequiredService<IOnlineMlClient>();

        await client.CreateModelAsync("multiclass", """["StandardScaler", "GaussianNB"]""", "clicks", options: new ModelOptions(Mixing: new MixingOptions(Shares: 3, Every: TimeSpan.FromSeconds(1))));

        Assert.Equal(TimeSpan.FromSeconds(1), (await client.GetStatusAsync("clicks")).Mixing!.Every);
    }
}
