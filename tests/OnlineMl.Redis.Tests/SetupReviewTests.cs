using OnlineMl.Serving.Storage;

namespace OnlineMl.Redis.Tests;

/// <summary>What a store says of how Redis is set up.</summary>
public class SetupReviewTests
{
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
