using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Cluster.Tests.Routing;

/// <summary>What becomes of models that their owner has no more reason to own.</summary>
public sealed class ForeignModelsTests : IDisposable
{
    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;

    public void Dispose() => _redis?.Dispose();

    [RedisFact]
    public async Task AModelThatIsDeleted_HasNoOwnerAnyMore_WhicheverServerDeletedIt()
    {
        await using var server = await ClusterApplication.StartAsync(_redis!.Address);
        await using var other = await ClusterApplication.StartAsync(_redis.Address);
        OwnedModels[] owned = [server.Services.GetRequiredService<OwnedModels>(), other.Services.GetRequiredService<OwnedModels>()];
        var router = server.Services.GetRequiredService<ClusterRouter>();
        var client = server.Services.GetRequiredService<InProcessClient>();
        string[] names = ["a", "b", "c", "d"];
        foreach (var name in names)
        {
            await client.EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", name);
            await ClusterApplication.UntilAsync(async () => await router.FindOwnerAsync(name, CancellationToken.None) is not null);
        }

        Assert.Equal(names, owned.SelectMany(models => models.Names).Order(StringComparer.Ordinal));
        Assert.Equal(names.Length, CountEntries());
        foreach (var name in names)
        {
            await client.DeleteModelAsync(name);
        }

        await ClusterApplication.UntilAsync(() => owned.All(models => models.Names.Count == 0) && CountEntries() == 0);
        await ClusterApplication.UntilAsync(async () => await server.Services.GetRequiredService<IClusterView>().ReadAsync(CancellationToken.None) is { Servers.Count: 2, Models.Count: 0 });

        // A new one of the name is owned like any other.
        await client.EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "a");
        await ClusterApplication.UntilAsync(async () => await router.FindOwnerAsync("a", CancellationToken.None) is not null);
        Assert.Single(owned, models => models.Contains("a"));
    }

    private int CountEntries() => _redis!.SendForAll("KEYS */tests/directory/*").Split("tests/directory/").Length - 1;
}
