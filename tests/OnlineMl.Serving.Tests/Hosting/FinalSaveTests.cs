using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

public class FinalSaveTests
{
    [Fact]
    public async Task OneModelThatCannotBeSaved_IsNamed_AndKeepsNoOtherFromBeing()
    {
        await using var store = HookedStore.Open();
        await using var host = await HostAsync(store, "a", "b", "c");
        var saves = 0;
        store.WritingSnapshot = () => Interlocked.Increment(ref saves) == 2 ? throw new StorageException("The disk is full.", isFull: true) : Task.CompletedTask;
        await host.StopAsync(CancellationToken.None);
        Assert.Equal(3, saves);
        Assert.Contains(Assert.Single(host.UnsavedModels), (string[])["a", "b", "c"]);
        Assert.Equal(0, host.LoadedModels);
    }

    [Fact]
    public async Task ModelsThatAreSaved_AreNotNamed_NorThoseThatHaveNotChanged()
    {
        await using var store = HookedStore.Open();
        await using var host = await HostAsync(store, "a");
        await host.SaveAsync("a", CancellationToken.None);
        store.WritingSnapshot = () => throw new StorageException("The disk is full.", isFull: true);
        await host.StopAsync(CancellationToken.None);
        Assert.Empty(host.UnsavedModels);
    }

    private static async Task<ModelHost> HostAsync(HookedStore store, params string[] models)
    {
        var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
        var client = new InProcessClient(host);
        foreach (var model in models)
        {
            await client.CreateModelAsync("regression", "\"LinearRegression\"", model);
            await client.LearnAsync(Learn(model, 1, 2));
        }

        return host;
    }
}
