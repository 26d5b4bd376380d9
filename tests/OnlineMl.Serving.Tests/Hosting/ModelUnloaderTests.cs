using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class ModelUnloaderTests : IAsyncLifetime
{
    private readonly HookedStore _store = HookedStore.Open();
    private readonly ModelHost _host;
    private readonly InProcessClient _client;

    public ModelUnloaderTests()
    {
        _host = Host(_store);
        _client = new InProcessClient(_host);
    }

    public async Task InitializeAsync()
    {
        await _client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await _client.LearnAsync(Learn("m", 1, 2));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task AModelThatIsUnloaded_ComesBackAsItWas()
    {
        var before = await _host.ReadStateHashAsync("m", CancellationToken.None);
        await _host.UnloadAsync("m", CancellationToken.None);
        Assert.Equal(0, _host.LoadedModels);
        Assert.Equal(before, await _host.ReadStateHashAsync("m", CancellationToken.None));
        Assert.Equal(1, _host.LoadedModels);
    }

    [Fact]
    public async Task AModelThatCannotBeSaved_StaysAndTakesCalls()
    {
        _store.WritingSnapshot = () => throw new StorageException("The disk is full.", isFull: true);
        await _host.UnloadAsync("m", CancellationToken.None);
        Assert.Equal(1, _host.LoadedModels);
        await _client.LearnAsync(Learn("m", 2, 3));
        Assert.Equal(2, (await _client.GetStatusAsync("m")).Position);

        _store.WritingSnapshot = null;
        await _host.UnloadAsync("m", CancellationToken.None);
        Assert.Equal(0, _host.LoadedModels);
        Assert.Equal(2, (await _client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task AModelThatIsDeleted_IsThereNoMore_AndNeverTwice()
    {
        await _client.DeleteModelAsync("m");
        Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => _client.DeleteModelAsync("m"))).Kind);
        Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => _client.LearnAsync(Learn("m", 1, 2)))).Kind);
        Assert.Equal(0, _host.LoadedModels);
        Assert.False(await _store.ExistsAsync("m", CancellationToken.None));
    }

    private static ModelHost Host(IModelStore store) => new(
        store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
}
