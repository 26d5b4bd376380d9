using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Cluster.Grains;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OnlineMl.Cluster.Tests.Grains;

/// <summary>A server that becomes the owner of a model, or does not.</summary>
public sealed class ModelGrainTests : IDisposable
{
    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;

    public void Dispose() => _redis?.Dispose();

    [RedisFact]
    public async Task AServerOnWhichAModelLoadsForLongerThanAnOwnerHas_IsNotItsOwner_UntilItIsLoaded()
    {
        await using var app = await ClusterApplication.StartAsync(
            _redis!.Address, o => o.MaxWait = TimeSpan.FromMinutes(1), silo => silo.Configure<GrainCollectionOptions>(o => o.ActivationTimeout = TimeSpan.FromSeconds(1)));
        var (host, owned) = (app.Services.GetRequiredService<ModelHost>(), app.Services.GetRequiredService<OwnedModels>());
        var grain = app.Services.GetRequiredService<IGrainFactory>().GetGrain<IModelGrain>("m");
        await app.Services.GetRequiredService<InProcessClient>().EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "m");
        var entry = host.Entries.Single();
        await ClusterApplication.UntilAsync(async () =>
        {
            await host.UnloadAsync("m", CancellationToken.None);
            return entry.Loaded is null;
        });

        await entry.LifecycleLock.WaitAsync();
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(grain.PingAsync);
            await ClusterApplication.UntilAsync(() => !owned.Contains("m"));
        }
        finally
        {
            entry.LifecycleLock.Release();
        }

        await ClusterApplication.UntilAsync(async () =>
        {
            await grain.PingAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return owned.Contains("m") && entry.Loaded is not null;
        });
    }
}
