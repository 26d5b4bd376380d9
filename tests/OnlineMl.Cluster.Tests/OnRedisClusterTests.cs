using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;

namespace OnlineMl.Cluster.Tests;

/// <summary>Two servers that give each model an owner, and whose models, and what they know of each other, are on a Redis Cluster.</summary>
public sealed class OnRedisClusterTests : IAsyncLifetime
{
    // Enough that no server of the Redis Cluster has all of them.
    private static readonly string[] Models = ["a", "b", "c", "d", "e", "f"];

    private readonly RedisCluster? _redis = RedisProcess.WhyNot is null ? new RedisCluster() : null;
    private readonly List<ClusterApplication> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _redis?.Dispose();
    }

    [RedisFact]
    public async Task EachModelHasOneOwner_AndAnother_WhenThatLeaves()
    {
        await StartAsync(CopyMode.None);
        await LearnEachAsync(server: 0, count: 4);
        await LearnEachAsync(server: 1, count: 4);
        await ClusterApplication.UntilAsync(() => _servers.SelectMany(Owned).Order(StringComparer.Ordinal).SequenceEqual(Models));

        // Both tell the same of each other and of who owns what.
        foreach (var server in _servers)
        {
            await ClusterApplication.UntilAsync(async () =>
                await server.Services.GetRequiredService<ClusterReports>().ReadAsync(CancellationToken.None) is { Servers: [{ IsJoined: true }, { IsJoined: true }] } told
                && told.Models.Where(model => model.Owner is not null).Select(model => model.Model).SequenceEqual(Models));
        }

        var leaving = _servers[0];
        _servers.RemoveAt(0);
        await leaving.DisposeAsync();
        await LearnEachAsync(server: 0, count: 2);
        await ClusterApplication.UntilAsync(() => Owned(_servers[0]).Order(StringComparer.Ordinal).SequenceEqual(Models));
        foreach (var model in Models)
        {
            Assert.Equal(10, (await _servers[0].Services.GetRequiredService<InProcessClient>().GetReportAsync(model)).Examples);
        }
    }

    [RedisFact]
    public async Task CopiesOfAllModels_AnswerAsTheirOwnersDo()
    {
        await StartAsync(CopyMode.All);
        await LearnEachAsync(server: 0, count: 10);
        await ClusterApplication.UntilAsync(() => _servers.SelectMany(Owned).Order(StringComparer.Ordinal).SequenceEqual(Models));
        foreach (var model in Models)
        {
            var copy = _servers.Single(server => !Owned(server).Contains(model));
            await ClusterApplication.UntilAsync(() => copy.Services.GetRequiredService<CopiedModels>().MayAnswer(model));
            var (position, hash) = await _servers.Single(server => server != copy).Services.GetRequiredService<ModelHost>().ReadStateHashAsync(model, CancellationToken.None);
            Assert.Equal((position, hash), await copy.Services.GetRequiredService<ModelHost>().ReadStateHashAsync(model, CancellationToken.None));

            // What a copy remembers of a prediction is labelled through the owner as well.
            var client = copy.Services.GetRequiredService<InProcessClient>();
            var predicted = await client.PredictAsync(new PredictRequest(model, Features(3)));
            await client.LabelAsync(new LabelRequest(model, JsonValues.Value(6), predicted.Identifier!));
            Assert.Equal(1, (await client.GetStatusAsync(model)).Labels.Labelled);
        }
    }

    private static System.Text.Json.JsonElement Features(int x) => JsonValues.Features([new("x", x)]);

    private static ICollection<string> Owned(ClusterApplication server) => server.Services.GetRequiredService<OwnedModels>().Names;

    private async Task StartAsync(CopyMode copies)
    {
        for (var i = 0; i < 2; i++)
        {
            _servers.Add(await ClusterApplication.StartAsync(_redis!.Address, options => (options.Copies, options.MaxWait) = (copies, TimeSpan.FromMinutes(1))));
        }

        foreach (var model in Models)
        {
            await _servers[0].Services.GetRequiredService<InProcessClient>().EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", model);
        }
    }

    // Who is told to come back, as while an owner leaves, does.
    private async Task LearnEachAsync(int server, int count)
    {
        var client = _servers[server].Services.GetRequiredService<InProcessClient>();
        foreach (var model in Models)
        {
            for (var i = 0; i < count; i++)
            {
                var request = new LearnRequest(model, Features(i), JsonValues.Value(2 * i), IdempotencyKey: $"{Guid.NewGuid()}");
                await ClusterApplication.UntilAsync(async () =>
                {
                    try
                    {
                        await client.LearnAsync(request);
                        return true;
                    }
                    catch (OnlineMlException refusal) when (refusal.Kind == RefusalKind.Unavailable)
                    {
                        return false;
                    }
                });
            }
        }
    }
}
