using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Tests.Storage;
using OnlineMl.Serving.Tests.Storage.Files;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>One name that many create, use and delete at once.</summary>
public sealed class OneNameTests : IDisposable
{
    private const int Callers = 16;
    private const int Turns = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CreatingAndDeletingAtOnce_OneWins_AndEveryAnswerIsTrue(bool isInMemory)
    {
        bool exists;
        await using (var service = new ServiceInFolder(isInMemory ? null : _folder))
        {
            var client = service.Client;
            var changes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                var random = new Random(caller);
                var change = 0;
                for (var turn = 0; turn < Turns; turn++)
                {
                    switch (random.Next(5))
                    {
                        case 0 or 1:
                            change += await DoneAsync(client.CreateModelAsync("regression", "\"LinearRegression\"", "m"), "There is a model named 'm' already.") ? 1 : 0;
                            break;
                        case 2 or 3:
                            change -= await DoneAsync(client.DeleteModelAsync("m"), "There is no model named 'm'.") ? 1 : 0;
                            break;
                        default:
                            await DoneAsync(client.LearnAsync(Learn("m", 1, 2)), "There is no model named 'm'.");
                            break;
                    }
                }

                return change;
            })));

            exists = changes.Sum() == 1;
            Assert.InRange(changes.Sum(), 0, 1);
            Assert.Equal(exists ? ["m"] : [], await client.GetModelsAsync());
            Assert.Equal(exists ? ["m"] : [], service.Host.Names);
            Assert.Equal(exists, await DoneAsync(client.LearnAsync(Learn("m", 1, 2)), "There is no model named 'm'."));
            Assert.Empty(service.Host.Health.Problems);
        }

        if (!isInMemory)
        {
            Assert.Equal(exists, Directory.Exists(Path.Combine(_folder, "m")));
            await using var restarted = new ServiceInFolder(_folder);
            Assert.Equal(exists ? ["m"] : [], await restarted.Client.GetModelsAsync());
            Assert.Equal(!exists, await DoneAsync(
                restarted.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m"), "There is a model named 'm' already."));
        }
    }

    [Fact]
    public async Task CreatingAndDeletingInTurn_NeverLeavesAnything()
    {
        await using var service = new ServiceInFolder(null);
        var deleted = 0;
        var isCreated = false;
        var deleting = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isCreated))
            {
                deleted += await DoneAsync(service.Client.DeleteModelAsync("m"), "There is no model named 'm'.") ? 1 : 0;
            }
        });
        var created = 0;
        for (var turn = 0; turn < 500; turn++)
        {
            created += await DoneAsync(service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m"), "There is a model named 'm' already.") ? 1 : 0;
        }

        Volatile.Write(ref isCreated, true);
        await deleting;
        Assert.Equal(created - deleted, (await service.Client.GetModelsAsync()).Count);
    }

    [Fact]
    public async Task DeletingWhatIsBeingCreated_FindsNothing_AndTheCreationGoesOn()
    {
        await using var store = HookedStore.Open();
        var clock = new ManualClock();
        var mayBeSaved = new TaskCompletionSource();
        var isSaving = new TaskCompletionSource();
        var options = new OnlineMlServingOptions { Memory = { MemoryBudget = 1000, MaxModelBytes = 1 << 20 } };
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(options), clock, NullLogger<ModelHost>.Instance);
        var client = new InProcessClient(host);
        foreach (var other in new[] { "a", "b" })
        {
            await client.CreateModelAsync("regression", "\"LinearRegression\"", other);
            await client.LearnAsync(Learn(other, 1, 2));
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        store.WritingSnapshot = () =>
        {
            isSaving.TrySetResult();
            return mayBeSaved.Task;
        };

        // The new one has its place and waits for room in memory.
        var creating = client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await Task.WhenAny(isSaving.Task, creating).WaitAsync(Patience);
        Assert.False(await DoneAsync(client.DeleteModelAsync("m"), "There is no model named 'm'."));
        mayBeSaved.SetResult();
        await creating.WaitAsync(Patience);
        await client.LearnAsync(Learn("m", 1, 2)).WaitAsync(Patience);
        Assert.True(await DoneAsync(client.DeleteModelAsync("m"), ""));
        Assert.Equal(["a", "b"], await client.GetModelsAsync());
    }

    [Fact]
    public async Task AnotherSpelling_FindsNoModel_WhereTheFilesIgnoreCase()
    {
        await using var store = ScriptedLife.OpenStore(SimulatedFileSystem.LikeWindows());
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "Churn");
        await client.LearnAsync(Learn("Churn", 1, 2));
        Assert.False(await DoneAsync(client.LearnAsync(Learn("churn", 1, 2)), "There is no model named 'churn'."));
        Assert.False(await DoneAsync(client.DeleteModelAsync("Churn."), "There is no model named 'Churn.'."));
        await client.LearnAsync(Learn("Churn", 1, 2));
        Assert.Equal(2, (await client.GetStatusAsync("Churn")).Position);
        Assert.Equal(["Churn"], host.Names);
    }

    // Any other refusal is not true.
    private static async Task<bool> DoneAsync(Task call, string refusal)
    {
        try
        {
            await call.WaitAsync(Patience);
            return true;
        }
        catch (OnlineMlException e)
        {
            Assert.Equal(refusal, e.Message);
            return false;
        }
    }
}
