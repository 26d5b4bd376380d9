using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>How many models there may be.</summary>
public class ModelCreationTests
{
    private const int AtOnce = 4;
    private const int Many = 5000;

    [Fact]
    public async Task ManyThatAreCreatedAtOnce_AreNotMoreThanAreAllowed()
    {
        var options = new OnlineMlServingOptions { Limit = { MaxModels = AtOnce - 1 } };
        await using var store = new MemoryModelStore();
        await using var host = new ModelHost(store, ComponentCatalog.BuiltIn, Options.Create(options), TimeProvider.System, NullLogger<ModelHost>.Instance);
        using var everybody = new Barrier(AtOnce);
        var created = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => Task.Factory.StartNew(
            () => IsCreatedAsync($"m{number}"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        Assert.Equal(AtOnce - 1, created.Count(isCreated => isCreated));
        Assert.Equal(AtOnce - 1, host.Names.Count);

        async Task<bool> IsCreatedAsync(string name)
        {
            try
            {
                await host.CreateAsync(name, Build, user: null, CancellationToken.None);
                return true;
            }
            catch (OnlineMlException refusal)
            {
                Assert.Equal(nameof(OnlineMlLimitOptions.MaxModels), refusal.Limit);
                return false;
            }
        }

        // None is there yet when the last one has been allowed to be built.
        ModelState Build(string name)
        {
            everybody.SignalAndWait();
            return New(name, options);
        }
    }

    [Fact]
    public async Task Creating_CostsTheSameHoweverManyThereAre()
    {
        var options = new OnlineMlServingOptions();
        await using var store = new MemoryModelStore();
        await using var host = new ModelHost(store, ComponentCatalog.BuiltIn, Options.Create(options), TimeProvider.System, NullLogger<ModelHost>.Instance);
        await host.StartAsync(CancellationToken.None);
        for (var number = 0; number < Many; number++)
        {
            await host.CreateAsync($"m{number}", name => New(name, options), user: null, CancellationToken.None);
        }

        var last = New("last", options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var creating = host.CreateAsync("last", _ => last, user: null, CancellationToken.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < Many * IntPtr.Size, $"{allocated} bytes were allocated; a list of the {Many} models would take {Many * IntPtr.Size}.");
        await creating;
    }

    [Fact]
    public async Task ACreationThatFails_LeavesRoomForAnother()
    {
        var options = new OnlineMlServingOptions { Limit = { MaxModels = 1 } };
        await using var store = HookedStore.Open();
        await using var host = new ModelHost(store, ComponentCatalog.BuiltIn, Options.Create(options), TimeProvider.System, NullLogger<ModelHost>.Instance);
        store.Creating = _ => throw new StorageException("There is no disk.");
        await Assert.ThrowsAsync<OnlineMlException>(() => host.CreateAsync("a", name => New(name, options), user: null, CancellationToken.None));
        store.Creating = null;
        await host.CreateAsync("b", name => New(name, options), user: null, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => host.CreateAsync("c", name => New(name, options), user: null, CancellationToken.None));
        Assert.Equal(nameof(OnlineMlLimitOptions.MaxModels), refusal.Limit);
        await host.DeleteAsync("b", CancellationToken.None);
        await host.CreateAsync("c", name => New(name, options), user: null, CancellationToken.None);
    }

    private static ModelState New(string name, OnlineMlServingOptions options) => new(
        name, new ServedHeader(Flavors.Parse("regression"), null), Model.FromSpec("\"LinearRegression\"", SpecOptions.Unlimited, ComponentCatalog.BuiltIn), options, ComponentCatalog.BuiltIn);
}
