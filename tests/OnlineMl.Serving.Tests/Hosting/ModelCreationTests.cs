using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>How many models there may be.</summary>
public class ModelCreationTests
{
    private const int AtOnce = 4;

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
            return new ModelState(
                name, new ServedHeader(Flavors.Parse("regression"), null), Model.FromSpec("\"LinearRegression\"", SpecOptions.Unlimited, ComponentCatalog.BuiltIn), options, ComponentCatalog.BuiltIn);
        }
    }
}
