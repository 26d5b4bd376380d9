using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Redis.Tests;

public sealed class RedisClusterConformanceTests(RedisCluster cluster) : SharedStoreConformance, IClassFixture<RedisCluster>
{
    private readonly RedisModelStoreOptions _options = new() { Prefix = $"{Guid.NewGuid():N}:", Retention = LogRetention.All, Durability = Durability.OperatingSystem };

    private RedisModelArchive Archive => field ??= new RedisModelArchive(cluster.Address, _options.Prefix);

    public override async Task DisposeAsync()
    {
        await Archive.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IModelStore> OpenStoreAsync() => Task.FromResult<IModelStore>(new RedisModelStore(cluster.Address, _options));

    protected override Task<IModelHistory?> OpenHistoryAsync(string name) => Archive.OpenAsync(name);
}
