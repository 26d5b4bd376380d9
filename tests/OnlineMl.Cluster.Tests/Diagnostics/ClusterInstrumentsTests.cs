using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;

namespace OnlineMl.Cluster.Tests.Diagnostics;

/// <summary>What the meter of a server shows of the models that it comes to own and ceases to.</summary>
public sealed class ClusterInstrumentsTests : IDisposable
{
    private const string OwnerChanges = "onlineml.cluster.owner_changes";

    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;

    public void Dispose() => _redis?.Dispose();

    [RedisFact]
    public async Task AModelThatAServerOwns_AndOwnsNoLonger_IsAChangeEachTime()
    {
        await using var app = await ClusterApplication.StartAsync(_redis!.Address);
        var (client, owned) = (app.Services.GetRequiredService<InProcessClient>(), app.Services.GetRequiredService<OwnedModels>());
        using var meter = new MeterReadings(app.Services);
        await client.EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "m");
        Assert.Equal(0, meter.Read(OwnerChanges));

        await ClusterApplication.UntilAsync(async () =>
        {
            await client.LearnAsync(new LearnRequest("m", JsonValues.Features([new("x", 1)]), JsonValues.Value(2)));
            return owned.Contains("m");
        });
        await ClusterApplication.UntilAsync(() => meter.Read(OwnerChanges) == 1);

        await client.DeleteModelAsync("m");
        await ClusterApplication.UntilAsync(() => meter.Read(OwnerChanges) == 2);
        Assert.False(owned.Contains("m"));
    }
}
