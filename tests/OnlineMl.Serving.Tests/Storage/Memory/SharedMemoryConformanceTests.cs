using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using OnlineMl.Serving.Tests.Storage.Shared;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Memory;

public sealed class SharedMemoryConformanceTests : SharedStoreConformance
{
    private readonly SharedMemory _place = new() { KeepsAllEvents = true };

    [Fact]
    public async Task WithoutTheFence_TwoHostsDoNotAgree()
    {
        var unfenced = new Unfenced();
        await unfenced.InitializeAsync();
        Assert.NotNull(await Record.ExceptionAsync(unfenced.TwoHosts_AgreeWithEachOtherAndWithAFoldOfTheLog));
        await unfenced.DisposeAsync();
    }

    protected override Task<IModelStore> OpenStoreAsync() => Task.FromResult<IModelStore>(new SharedMemoryStore(_place));

    protected override Task<IModelHistory?> OpenHistoryAsync(string name) => _place.OpenHistoryAsync(name);

    private sealed class Unfenced : SharedStoreConformance
    {
        private readonly SharedMemory _place = new() { KeepsAllEvents = true };

        protected override Task<IModelStore> OpenStoreAsync() =>
            Task.FromResult<IModelStore>(new SharedMemoryStore(_place, new FencedLogOptions(), log => new UnfencedLog(log)));

        protected override Task<IModelHistory?> OpenHistoryAsync(string name) => _place.OpenHistoryAsync(name);
    }
}
