using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using OnlineMl.AspNetCore;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Redis.Tests;

/// <summary>Three servers that have their models on a Redis Cluster, which has the keys of each model, and what is beside the models, on one of its own servers.</summary>
public sealed class OnRedisClusterTests(RedisCluster cluster) : IClassFixture<RedisCluster>, IAsyncLifetime
{
    // Enough that no server of the cluster has all of them.
    private static readonly string[] Models = ["a", "b", "c", "d", "e", "f"];

    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private readonly List<WebServer> _servers = [];

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(120)).Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }
    }

    [Fact]
    public async Task ListenersOnAllServers_HearOfAllModels()
    {
        await StartAsync();
        await CreateAllAsync();
        var heard = new List<IAsyncEnumerator<ModelEvent>>();
        var first = new List<Task<bool>>();
        foreach (var web in _servers)
        {
            heard.Add(web.Client.StreamEventsAsync(new StreamRequest(), Limit).GetAsyncEnumerator());
            first.Add(heard[^1].MoveNextAsync().AsTask());
            await UntilAsync(() => web.Host.Events.IsActiveHere);
        }

        await UntilAsync(() => _servers.TrueForAll(web => web.Host.Events.IsActive));
        for (var i = 0; i < 12; i++)
        {
            await LearnAsync(_servers[i % 3], Models[i % Models.Length], i);
        }

        var ids = new List<string[]>();
        for (var listener = 0; listener < heard.Count; listener++)
        {
            var events = new List<ModelEvent>();
            for (var more = first[listener]; events.Count < 12 && await more; more = events.Count < 12 ? heard[listener].MoveNextAsync().AsTask() : more)
            {
                events.Add(heard[listener].Current);
            }

            Assert.Equal(Enumerable.Range(0, 12), events.Select(told => (int)told.Features.GetProperty("x").GetDouble()));
            Assert.All(events, told => Assert.Equal(0, told.Missed));
            ids.Add([.. events.Select(told => told.Id)]);
            await heard[listener].DisposeAsync();
        }

        Assert.All(ids, others => Assert.Equal(ids[0], others));
    }

    [Fact]
    public async Task ARateLimit_IsOneOfAllServers()
    {
        // Whoever waits for Redis waits as long as it takes.
        await StartAsync(onlineMl =>
        {
            onlineMl.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));
            onlineMl.Configure<OnlineMlRateLimitOptions>(o => o.ViewRateLimit = "10/1h");
        });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add((await _servers[i % 3].GetAsync("api/")).Status);
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, 10).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 10)), answers);
    }

    [Fact]
    public async Task WhatOneUserMayHaveAndDo_IsCountedOverAllServers()
    {
        await StartAsync(onlineMl => onlineMl
            .AddUsers("ann:secret", "ben:secret")
            .Configure<OnlineMlAccessOptions>(o => o.SigningKey = "a key of servers that take each other's tokens")
            .Configure<OnlineMlLimitOptions>(limits => (limits.MaxUserModels, limits.MaxUserEvents) = (2, 6)));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(0, "ann", "api/model/regression/a/", "\"LinearRegression\""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(1, "ann", "api/model/regression/b/", "\"LinearRegression\""));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(2, "ann", "api/model/regression/c/", "\"LinearRegression\""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(2, "ben", "api/model/regression/c/", "\"LinearRegression\""));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await SendAsync(i % 3, "ann", "api/learn", Example(Models[i % 2])));
        }

        foreach (var server in Enumerable.Range(0, 3))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await SendAsync(server, "ann", "api/learn", Example("a")));
            Assert.Equal(HttpStatusCode.Created, await SendAsync(server, "ben", "api/learn", Example("c")));
        }

        static string Example(string model) => $$"""{"model": "{{model}}", "features": {"x": 1}, "ground_truth": 2}""";
    }

    [Fact]
    public async Task APredictionOfACopy_IsLabelledAnywhere()
    {
        await StartAsync(onlineMl => onlineMl.Services.AddSingleton<IModelRouter>(new OneOwner { Owner = _servers is [var owner, ..] ? owner.Host : null }));
        await CreateAllAsync();
        for (var i = 0; i < 12; i++)
        {
            var model = Models[i % Models.Length];
            await _servers[1].Client.GetMetricsAsync(model);
            var predicted = await _servers[1].Client.PredictAsync(new PredictRequest(model, WebServer.Features(i)), Limit);
            await _servers[i % 3].Client.LabelAsync(new LabelRequest(model, JsonValues.Value(2 * i), predicted.Identifier!), Limit);
        }

        foreach (var model in Models)
        {
            // A prediction that a copy remembers beside the log is no event.
            var status = await _servers[0].Client.GetStatusAsync(model);
            Assert.Equal((2, 2, 0), (status.Position, status.Labels.Labelled, status.Waiting));
            await AssertSameAsync(model, 2);
        }
    }

    [Fact]
    public async Task AModelThatIsLearnedInShares_HasEachExampleOnce()
    {
        await StartAsync();
        await _servers[0].Client.CreateModelAsync(
            "regression", """["StandardScaler", "LinearRegression"]""", "m", options: new ModelOptions(Mixing: new MixingOptions(3, TimeSpan.FromMilliseconds(100))));
        for (var i = 0; i < 60; i++)
        {
            await LearnAsync(_servers[i % 3], "m", i % 20);
        }

        var examples = 0L;
        await UntilAsync(async () => (examples = (await _servers[0].Client.GetReportAsync("m")).Examples) >= 60);
        Assert.Equal(60, examples);
        Assert.Equal(["m"], await _servers[1].Client.GetModelsAsync());
        await AssertSameAsync("m", null);
    }

    [Fact]
    public async Task TheHistoryOfEachModel_IsReadFromAnywhere_AndFoldsToTheSame()
    {
        await StartAsync();
        await CreateAllAsync();
        for (var i = 0; i < 30; i++)
        {
            await LearnAsync(_servers[i % 3], Models[i % Models.Length], i);
        }

        await using var archive = new RedisModelArchive(cluster.Address, _prefix);
        Assert.Equal(Models, await archive.ListAsync());
        foreach (var model in Models)
        {
            var replayed = await new LogReplay((await archive.OpenAsync(model))!).RunAsync();
            Assert.Equal(5, replayed.LearnedOnce);
            Assert.Equal((5, replayed.StateHash), await _servers[0].Host.ReadStateHashAsync(model, Limit));
        }
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var limit = Limit;
        while (!await condition())
        {
            await Task.Delay(20, limit);
        }
    }

    // Who is told to come back, as while a share is made, does.
    private static async Task LearnAsync(WebServer web, string model, int x)
    {
        var request = new LearnRequest(model, WebServer.Features(x), JsonValues.Value(2 * x), IdempotencyKey: $"{Guid.NewGuid()}");
        await UntilAsync(async () =>
        {
            try
            {
                await web.Client.LearnAsync(request, Limit);
                return true;
            }
            catch (OnlineMlException refusal) when (refusal.Kind == RefusalKind.Unavailable)
            {
                return false;
            }
        });
    }

    private async Task StartAsync(Action<IOnlineMlBuilder>? configure = null)
    {
        for (var i = 0; i < 3; i++)
        {
            _servers.Add(await WebServer.StartAsync(cluster.Address, _prefix, configure));
        }
    }

    private async Task CreateAllAsync()
    {
        foreach (var model in Models)
        {
            await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", model);
        }
    }

    // A merge that another server has done already may be on its way to the log yet.
    private async Task AssertSameAsync(string model, long? position)
    {
        (long Position, string Hash)[] hashes = [];
        await UntilAsync(async () =>
        {
            hashes = await Task.WhenAll(_servers.Select(web => web.Host.ReadStateHashAsync(model, Limit)));
            return hashes.DistinctBy(hash => hash.Position).Count() == 1;
        });
        Assert.All(hashes, hash => Assert.Equal((position ?? hash.Position, hashes[0].Hash), hash));
    }

    private async Task<HttpStatusCode> SendAsync(int server, string user, string path, string body)
    {
        var web = _servers[server];
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", web.Services.GetRequiredService<OnlineMlTokens>().Issue(user));
        using var response = await web.SendAsync(request);
        return response.StatusCode;
    }
}
