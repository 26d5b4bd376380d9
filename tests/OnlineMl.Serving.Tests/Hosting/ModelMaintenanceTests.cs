using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class ModelMaintenanceTests
{
    [Fact]
    public async Task ASnapshotThatTakesLong_DoesNotKeepTheOthersWaiting()
    {
        var clock = new ManualClock();
        await using var store = HookedStore.Open();
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), clock, NullLogger<ModelHost>.Instance);
        var client = new InProcessClient(host);
        foreach (var model in new[] { "a", "b", "c" })
        {
            await client.CreateModelAsync("regression", "\"LinearRegression\"", model);
            await client.LearnAsync(Learn(model, 1, 1));
        }

        clock.Advance(TimeSpan.FromHours(1));
        var (begun, allBegun) = (0, new TaskCompletionSource());
        store.WritingSnapshot = () =>
        {
            if (Interlocked.Increment(ref begun) == 3)
            {
                allBegun.SetResult();
            }

            return allBegun.Task;
        };

        await host.MaintainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(["a", "b", "c"], model => Assert.Equal(1, client.GetStatusAsync(model).GetAwaiter().GetResult().SnapshotPosition));
    }
}
