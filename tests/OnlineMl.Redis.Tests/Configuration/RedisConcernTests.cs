using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Redis.Tests.Configuration;

/// <summary>Where Redis is, said by configuration.</summary>
public sealed class RedisConcernTests(RedisServer server) : IClassFixture<RedisServer>
{
    // Other tests run beside these in the same process, and read the environment, too.
    private readonly string _environment = $"TEST{Guid.NewGuid():N}_";

    [Fact]
    public void ASection_OverridesTheCode()
    {
        using var services = Make(
            [
                new("OnlineMl:Redis:Connection", "configured:6379"), new("OnlineMl:Redis:Database", "3"), new("OnlineMl:Redis:Prefix", "shop:"),
                new("OnlineMl:Redis:Strict", "true"), new("OnlineMl:Redis:RetainEvents", "70"), new("OnlineMl:Redis:MaxWait", "00:00:05"),
            ],
            onlineMl => onlineMl.UseRedis("coded:6379", options => (options.Database, options.Prefix, options.RetainEvents) = (1, "code:", 1)));
        var redis = services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value;
        Assert.Equal(
            ("configured:6379", 3, "shop:", true, 70L, TimeSpan.FromSeconds(5)),
            (redis.Connection, redis.Database, redis.Prefix, redis.Strict, redis.RetainEvents, redis.MaxWait));
    }

    [Fact]
    public void APlainText_IsTheConnection_AndMayHaveMembersBeside()
    {
        using var services = Make([new("OnlineMl:Redis", "configured:6379,ssl=true"), new("OnlineMl:Redis:Prefix", "shop:")], onlineMl => onlineMl.UseRedis("coded:6379"));
        var redis = services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value;
        Assert.Equal(("configured:6379,ssl=true", "shop:"), (redis.Connection, redis.Prefix));
    }

    [Theory]
    [InlineData("OnlineMl__Redis")]
    [InlineData("OnlineMl__Redis__Connection")]
    public async Task AnEnvironmentVariable_SaysWhereModelsAreKept(string name)
    {
        var variable = _environment + name;
        Environment.SetEnvironmentVariable(variable, server.Process.Address);
        try
        {
            await using var services = Make([new("OnlineMl:Redis:Prefix", $"{name}:")], onlineMl => onlineMl.UseRedis());
            var store = services.GetRequiredService<IModelStore>();
            await (await store.CreateAsync("m", [], new RecordingSink(), CancellationToken.None))!.DisposeAsync();
            await using var archive = new RedisModelArchive(server.Process.Address, $"{name}:");
            Assert.Equal(["m"], await archive.ListAsync());
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void WhatIsWrong_IsAllNamed()
    {
        using var services = Make(
            [new("OnlineMl:Redis:Prefx", "shop:"), new("OnlineMl:Redis:Database", "first"), new("OnlineMl:Redis:RetainEvents", "-1")], onlineMl => onlineMl.UseRedis());
        var faults = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value);
        Assert.All(
            ["OnlineMl:Redis:Prefx is no option", "OnlineMl:Redis:Database", "RetainEvents", "Connection"],
            fault => Assert.Contains(fault, faults.Message, StringComparison.Ordinal));
    }

    private ServiceProvider Make(IEnumerable<KeyValuePair<string, string?>> settings, Action<IOnlineMlBuilder> configure)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).AddEnvironmentVariables(_environment).Build());
        var onlineMl = services.AddOnlineMlServing().Configure<OnlineMlStorageOptions>(options => options.Durability = Durability.OperatingSystem);
        configure(onlineMl);
        return services.BuildServiceProvider();
    }
}
