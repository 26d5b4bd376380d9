using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.Redis.Tests;

/// <summary>Applications that have a connection to Redis of their own, which models are kept by, too.</summary>
public sealed class OwnConnectionTests : IDisposable
{
    private const string Secret = "what no text of the connection says";

    private readonly RedisProcess _redis = new();

    public void Dispose() => _redis.Dispose();

    [Fact]
    public async Task ModelsAreKeptByTheConnectionOfTheApplication_WhichStaysOpen()
    {
        _redis.Send($"CONFIG SET requirepass '{Secret}'");
        await using var connection = await SecretProvider.ConnectAsync(_redis.Address, Secret, database: 2);
        Assert.DoesNotContain(Secret, connection.Configuration, StringComparison.Ordinal);
        (long, string) hash;
        await using (var one = await WebServer.StartAsync(null, "shop:", onlineMl => onlineMl.Services.AddSingleton(connection)))
        {
            await one.WaitUntilReadyAsync();
            await one.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            Assert.Equal(HttpStatusCode.Created, (await one.PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
            hash = await one.Host.ReadStateHashAsync("m", CancellationToken.None);
        }

        // The application goes on with it, and another one finds the models there.
        Assert.True(await connection.GetDatabase().KeyExistsAsync("shop:names"));
        await using var other = await WebServer.StartAsync($"{_redis.Address},password={Secret},defaultDatabase=2", "shop:");
        Assert.Equal(hash, await other.Host.ReadStateHashAsync("m", CancellationToken.None));
    }

    [Fact]
    public async Task TheDatabaseThatIsAskedFor_IsTaken_WhateverTheConnectionSays()
    {
        await using var connection = await SecretProvider.ConnectAsync(_redis.Address, "", database: 2);
        await using var server = await WebServer.StartAsync(null, "shop:", onlineMl =>
        {
            onlineMl.Services.AddSingleton(connection);
            onlineMl.Configure<OnlineMlRedisOptions>(options => options.Database = 5);
        });
        await server.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        Assert.True(await connection.GetDatabase(5).KeyExistsAsync("shop:names"));
        Assert.False(await connection.GetDatabase(2).KeyExistsAsync("shop:names"));
    }
}
