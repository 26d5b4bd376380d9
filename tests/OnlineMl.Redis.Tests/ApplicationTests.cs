using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Redis.Tests;

/// <summary>Applications whose Redis is there, is killed, comes back, and is away at their start.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly RedisProcess _redis = new();
    private readonly string _prefix = "shop:";

    private string Connection => $"{_redis.Address},connectTimeout=3000";

    public void Dispose() => _redis.Dispose();

    [Fact]
    public async Task ModelsOutliveTheApplicationAndOtherServersHaveThem()
    {
        (long, string) hash;
        await using (var first = await WebServer.StartAsync(Connection, _prefix))
        {
            await first.WaitUntilReadyAsync();
            await first.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(HttpStatusCode.Created, (await first.PostAsync("api/learn", WebServer.Learn(i))).StatusCode);
            }

            await using var second = await WebServer.StartAsync(Connection, _prefix);
            Assert.Equal(HttpStatusCode.Created, (await second.PostAsync("api/learn", WebServer.Learn(20))).StatusCode);
            hash = await first.Host.ReadStateHashAsync("m", CancellationToken.None);
            Assert.Equal(hash, await second.Host.ReadStateHashAsync("m", CancellationToken.None));
            Assert.Equal(21, hash.Item1);
            Assert.Equal("redis", first.Host.StorageKind);
        }

        await using var restarted = await WebServer.StartAsync(Connection, _prefix);
        Assert.Equal(hash, await restarted.Host.ReadStateHashAsync("m", CancellationToken.None));
        Assert.Equal(21, (await restarted.Client.GetStatusAsync("m")).SnapshotPosition);
    }

    [Fact]
    public async Task AnApplicationStartsWithoutRedisAndIsReadyWhenItIsThere()
    {
        _redis.Kill();
        await using var server = await WebServer.StartAsync(
            Connection, _prefix, onlineMl => onlineMl.AddModel("m", Flavor.Regression, "\"LinearRegression\""));
        var (status, body) = await server.GetAsync("api/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Redis cannot be reached", body, StringComparison.Ordinal);
        using (var refused = await server.PostAsync("api/learn", WebServer.Learn(1)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        _redis.Start();
        await server.WaitUntilReadyAsync();
        await WaitForAsync(async () => (await server.GetAsync("api/models")).Body.Contains("\"m\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
    }

    [Fact]
    public async Task AnApplicationStartsWhileRedisLoadsWhatItHas_AndIsReadyWhenThatIsThere()
    {
        _redis.RestartUntilItLoads();
        await using var server = await WebServer.StartAsync(
            Connection, _prefix, onlineMl => onlineMl.AddModel("m", Flavor.Regression, "\"LinearRegression\""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("api/health/ready")).Status);
        _redis.EndLoading();
        await server.WaitUntilReadyAsync();
        await WaitForAsync(async () => (await server.GetAsync("api/models")).Body.Contains("\"m\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
    }

    [Fact]
    public async Task AnApplicationWhoseRedisLoadsWhatItHasAgain_IsNotReadyUntilThatIsThere()
    {
        await using var server = await WebServer.StartAsync(Connection, _prefix);
        await server.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await server.WaitUntilReadyAsync();
        _redis.RestartUntilItLoads();
        await WaitForAsync(async () => (await server.GetAsync("api/health/ready")) is (HttpStatusCode.ServiceUnavailable, var body)
            && body.Contains("is loading", StringComparison.Ordinal));
        _redis.EndLoading();
        await server.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
    }

    [Fact]
    public async Task ADeclaredModelForWhichThereIsNoRoomAtTheStart_IsCreatedWhenThereIs()
    {
        _redis.Send("CONFIG SET maxmemory 1");
        await using var server = await WebServer.StartAsync(
            Connection, _prefix, onlineMl => onlineMl.AddModel("m", Flavor.Regression, "\"LinearRegression\""));
        Assert.DoesNotContain("\"m\"", (await server.GetAsync("api/models")).Body, StringComparison.Ordinal);
        _redis.Send("CONFIG SET maxmemory 0");
        await WaitForAsync(async () => (await server.GetAsync("api/models")).Body.Contains("\"m\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
    }

    [Fact]
    public async Task WhileRedisIsAway_PredictionsGoOnAndWritesAreToldToComeBack()
    {
        await using var server = await WebServer.StartAsync(Connection, _prefix);
        await server.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
        _redis.Kill();
        for (var i = 0; i < 3; i++)
        {
            using var predicted = await server.PostAsync("api/predict", WebServer.Predict(2));
            Assert.Equal(HttpStatusCode.OK, predicted.StatusCode);
            Assert.False(JsonElement.Parse(await predicted.Content.ReadAsStringAsync()).TryGetProperty("identifier", out _));
            using var refused = await server.PostAsync("api/learn", WebServer.Learn(2));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("api/health/ready")).Status);
        _redis.Start();
        await server.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/learn", WebServer.Learn(3))).StatusCode);
    }

    [Fact]
    public async Task WhatIsAcknowledgedAndRepeated_IsLearnedOnceWhileRedisIsKilled()
    {
        await using var one = await WebServer.StartAsync(Connection, _prefix);
        await using var two = await WebServer.StartAsync(Connection, _prefix);
        await one.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var acknowledged = new ConcurrentBag<string>();
        using var ending = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !ending.IsCancellationRequested; i++)
            {
                var key = $"{caller}-{i}";
                while (true)
                {
                    using var answer = await (i % 2 == 0 ? one : two).PostAsync("api/learn", WebServer.Learn(i % 10), key);
                    if (answer.StatusCode == HttpStatusCode.Created)
                    {
                        acknowledged.Add(key);
                        break;
                    }

                    Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                }
            }
        })).ToArray();
        for (var kill = 0; kill < 3; kill++)
        {
            await Task.Delay(500);
            _redis.Kill();
            await Task.Delay(300);
            _redis.Start();
        }

        await Task.Delay(500);
        await ending.CancelAsync();
        await Task.WhenAll(callers);

        // Whoever called last may have called the other one.
        await Task.WhenAll(one.WaitUntilReadyAsync(), two.WaitUntilReadyAsync());
        await using var archive = new RedisModelArchive(Connection, _prefix);
        var history = (await archive.OpenAsync("m"))!;
        var replay = await new LogReplay(history).RunAsync();
        var first = await one.Host.ReadStateHashAsync("m", CancellationToken.None);
        Assert.Equal(first, await two.Host.ReadStateHashAsync("m", CancellationToken.None));
        Assert.Equal(first, (replay.Position, replay.StateHash));
        Assert.Equal(acknowledged.Count, acknowledged.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(acknowledged.Count, replay.LearnedOnce);
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), (await KeysAsync(history)).Order(StringComparer.Ordinal));
    }

    private static async Task<HashSet<string>> KeysAsync(Serving.Storage.IModelHistory history)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in history.ReadAsync(0, CancellationToken.None))
        {
            keys.Add(EventRecord.Read(stored.Record).IdempotencyKey!);
        }

        return keys;
    }

    private static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
