using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Redis.Tests;

/// <summary>What a store says of how Redis is set up.</summary>
public class SetupReviewTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("yes", "always", Durability.Fsync, null)]
    [InlineData("yes", "everysec", Durability.OperatingSystem, null)]
    [InlineData("no", "everysec", Durability.None, null)]
    [InlineData("yes", "everysec", Durability.Fsync, "a power cut may lose the last seconds")]
    [InlineData("yes", "no", Durability.OperatingSystem, null)]
    [InlineData("yes", "no", Durability.Fsync, "survives the death of Redis, a power cut may lose the last half minute")]
    [InlineData("no", "always", Durability.OperatingSystem, "keeps no log")]
    public async Task LessThanIsWantedIsTold(string appendOnly, string synchronises, Durability wanted, string? shortfall)
    {
        using var redis = new RedisProcess("--appendonly", appendOnly, "--appendfsync", synchronises);
        await AssertToldAsync(redis, wanted, shortfall);
    }

    [Theory]
    [InlineData("allkeys-lru", "100mb", "noeviction is needed")]
    [InlineData("allkeys-lru", "0", null)]
    [InlineData("noeviction", "100mb", null)]
    public async Task ThatModelsMayBeEvictedIsTold(string policy, string memory, string? shortfall)
    {
        using var redis = new RedisProcess("--maxmemory-policy", policy, "--maxmemory", memory);
        await AssertToldAsync(redis, Durability.OperatingSystem, shortfall);
    }

    [Fact]
    public async Task WhatIsNotAnsweredWhenRedisIsBack_IsAskedAgain()
    {
        using var redis = new RedisProcess();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{redis.Address},allowAdmin=true,asyncTimeout=1000");

        // Who asks first sees it frozen.
        var isBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        multiplexer.ConnectionRestored += (_, connection) =>
        {
            if (connection.ConnectionType == ConnectionType.Interactive && !isBack.Task.IsCompleted)
            {
                redis.Freeze();
                isBack.TrySetResult();
            }
        };
        await using var store = new RedisModelStore(multiplexer, new RedisModelStoreOptions { Durability = Durability.OperatingSystem });
        Assert.Empty(await store.ListAsync(CancellationToken.None));
        Assert.Empty(store.Warnings);

        redis.Send("CONFIG SET maxmemory 100mb");
        redis.Send("CONFIG SET maxmemory-policy allkeys-lru");
        redis.Send("CLIENT KILL TYPE normal");
        await isBack.Task.WaitAsync(MaxWait);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Empty(store.Warnings);
        redis.GoOn();
        using var limit = new CancellationTokenSource(MaxWait);
        while (store.Warnings.Count == 0)
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.Contains("noeviction is needed", Assert.Single(store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedisThatWasTooOld_IsServedOnceItIsNot_WhateverElseThereIsToTell()
    {
        // What the connection says of its version counts while it does not say so itself.
        using var redis = new RedisProcess("--maxmemory-policy", "allkeys-lru", "--maxmemory", "100mb");
        redis.Send("ACL SETUSER default -info");
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{redis.Address},allowAdmin=true,version=6.0,$HELLO=");
        await using var store = new RedisModelStore(multiplexer, new RedisModelStoreOptions { Durability = Durability.OperatingSystem });
        var refusal = await Assert.ThrowsAsync<StorageException>(() => store.CreateAsync("m", default, CancellationToken.None));
        Assert.Contains("is too old", refusal.Message, StringComparison.Ordinal);

        redis.Send("ACL SETUSER default +info");
        redis.Send("CLIENT KILL TYPE normal");
        using var limit = new CancellationTokenSource(MaxWait);
        while (!store.Warnings.Any(warning => warning.Contains("noeviction is needed", StringComparison.Ordinal)))
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.Single(store.Warnings);
        Assert.Null(store.Fault);
    }

    private static async Task AssertToldAsync(RedisProcess redis, Durability wanted, string? shortfall)
    {
        var options = new RedisModelStoreOptions { Durability = wanted };
        await using var store = new RedisModelStore(redis.Address, options);
        Assert.Empty(await store.ListAsync(CancellationToken.None));
        await using var strict = new RedisModelStore(redis.Address, options with { IsStrict = true });
        Assert.Null(store.Fault);
        if (shortfall is null)
        {
            Assert.Empty(store.Warnings);
            Assert.Empty(await strict.ListAsync(CancellationToken.None));
            return;
        }

        Assert.Contains(shortfall, Assert.Single(store.Warnings), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<StorageException>(() => strict.CreateAsync("m", default, CancellationToken.None));
        Assert.Contains(shortfall, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(strict.Fault);
    }
}
