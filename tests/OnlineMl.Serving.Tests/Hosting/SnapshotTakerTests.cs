using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

public class SnapshotTakerTests
{
    [Fact]
    public async Task ServersThatShareAModel_CountWhatCameToThem_AndTheEventsOfAll()
    {
        var place = new SharedMemory();
        await using var store = new SharedMemoryStore(place);
        await using var otherStore = new SharedMemoryStore(place);
        await using var host = Host(store);
        await using var otherHost = Host(otherStore);
        var (client, other) = (new InProcessClient(host), new InProcessClient(otherHost));
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await CallAsync(client, untraced: 3);
        await client.SaveModelAsync("m");

        // It begins with the snapshot of the first, has calls of its own and writes the next snapshot.
        Assert.Equal((0, 1, 0), await CountsOfAsync(other));
        Assert.Equal(0, (await other.GetStatsAsync("m")).Learn.MeanDuration);
        await CallAsync(other, untraced: 1);
        Assert.Equal((1, 2, 1), await CountsOfAsync(other));
        await other.SaveModelAsync("m");
        Assert.Equal((3, 2, 1), await CountsOfAsync(client));

        await using var laterStore = new SharedMemoryStore(place);
        await using var later = Host(laterStore);
        Assert.Equal((0, 2, 0), await CountsOfAsync(new InProcessClient(later)));
    }

    [Fact]
    public async Task ASharedModelThatWasOnlyAsked_NeedsNoSnapshot()
    {
        await using var store = new SharedMemoryStore(new SharedMemory());
        await using var host = Host(store);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await CallAsync(client, untraced: 1);
        await client.SaveModelAsync("m");
        await client.PredictAsync(Predict("m", 1));
        Assert.False(host.Entries.Single().Loaded!.State.HasUnsavedCounts);
    }

    [Fact]
    public async Task AServerOfItsOwn_GoesOnCountingBehindARestart()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-");
        try
        {
            await using (var service = new ServiceInFolder(folder.FullName, options => options.Call.GenerateIdentifiers = false))
            {
                await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
                await CallAsync(service.Client, untraced: 3);
            }

            await using var restarted = new ServiceInFolder(folder.FullName, options => options.Call.GenerateIdentifiers = false);
            Assert.Equal((3, 1, 1), await CountsOfAsync(restarted.Client));
            Assert.True((await restarted.Client.GetStatsAsync("m")).Learn.MeanDuration > 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ModelHost Host(IModelStore store) => new(
        store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions { Call = { GenerateIdentifiers = false } }), TimeProvider.System, NullLogger<ModelHost>.Instance);

    // Predictions that leave no trace, a label that is refused and one example.
    private static async Task CallAsync(InProcessClient client, int untraced)
    {
        for (var i = 0; i < untraced; i++)
        {
            await client.PredictAsync(Predict("m", 1));
        }

        await Assert.ThrowsAsync<OnlineMlException>(() => client.LabelAsync(Label("m", "unknown", 1)));
        await client.LearnAsync(Learn("m", 1, 2));
    }

    private static async Task<(long Predict, long Learn, long Unknown)> CountsOfAsync(InProcessClient client)
    {
        var status = await client.GetStatusAsync("m");
        var stats = await client.GetStatsAsync("m");
        return (stats.Predict.Calls, stats.Learn.Calls, status.Labels.Unknown);
    }
}
