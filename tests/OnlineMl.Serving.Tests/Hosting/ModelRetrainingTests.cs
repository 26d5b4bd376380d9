using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

[Collection(nameof(FragileRegressor))]
public sealed class ModelRetrainingTests : IDisposable
{
    private const string Earlier = """["StandardScaler", "LinearRegression"]""";
    private const string Later = """["StandardScaler", "PARegressor"]""";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
    private readonly List<string> _copies = [];

    public void Dispose()
    {
        foreach (var folder in (string[])[_folder, .. _copies])
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ADeclaredModelOfAnotherSpec_LearnsFromTheLogAndTakesThePlaceOnce()
    {
        await StoreAsync(retainsAll: true, saves: false);
        await using var same = new ServiceInFolder(null);
        await same.Client.CreateModelAsync("regression", Later, "m");
        await TeachAsync(same.Client, 1, 30);
        await using (var service = Declaring(Flavor.Regression))
        {
            var before = await service.Client.GetMetricsAsync("m");
            await service.Declared.StartAsync(CancellationToken.None);
            await ReplacedAsync(service);

            var status = await service.Client.GetStatusAsync("m");
            Assert.Equal((32L, 1), (status.Position, status.Waiting));
            Assert.Equal(before, await service.Client.GetMetricsAsync("m"));
            Assert.Equal(await same.HashOfAsync("m"), await service.HashOfAsync("m"));

            await service.Client.LabelAsync(Label("m", "waits", 10));
            await same.Client.LearnAsync(Learn("m", 5, 10));
            Assert.Equal(await same.HashOfAsync("m"), await service.HashOfAsync("m"));
            await service.Declared.StopAsync(CancellationToken.None);
        }

        await using var again = Declaring(Flavor.Regression);
        await again.Declared.StartAsync(CancellationToken.None);
        await again.Declared.StopAsync(CancellationToken.None);
        Assert.Equal(33, (await again.Client.GetStatusAsync("m")).Position);
        Assert.Single((await again.Client.GetMetricHistoryAsync("m")).Replacements);
        Assert.Equal(await same.HashOfAsync("m"), await again.HashOfAsync("m"));
    }

    [Fact]
    public async Task CallsGoOnWhileADeclaredModelLearns()
    {
        await StoreAsync(retainsAll: true, saves: false);
        await using var service = Declaring(Flavor.Regression);
        var isReplaced = false;
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 20 || !Volatile.Read(ref isReplaced); i++)
            {
                var identifier = $"{caller}-{i}";
                await service.Client.PredictAsync(Predict("m", i, identifier));
                await service.Client.LabelAsync(Label("m", identifier, 2 * i));
            }
        })).ToArray();
        await service.Declared.StartAsync(CancellationToken.None);
        await ReplacedAsync(service);
        Volatile.Write(ref isReplaced, true);
        await Task.WhenAll(callers);

        var status = await service.Client.GetStatusAsync("m");
        Assert.Equal((1, 0L), (status.Waiting, status.Labels.Unknown));
        Assert.Empty(status.Faults);
        var replayed = await new LogReplay((await new FileModelArchive(_folder).OpenAsync("m"))!) { Challenger = Model.FromSpec(Later) }.RunAsync();
        Assert.Equal((status.Position, replayed.Model.StateHash()), (replayed.Position, await service.HashOfAsync("m")));
        await service.Declared.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ALogThatBeginsLater_IsNotTakenForAllUnlessThatIsWanted()
    {
        await StoreAsync(retainsAll: false, saves: true);
        var history = (await new FileModelArchive(_folder).OpenAsync("m"))!;
        Assert.True(history.First > 1);
        var replayed = await new LogReplay(history) { Challenger = Model.FromSpec(Later) }.RunAsync();
        var hash = "";
        await using (var careful = Declaring(Flavor.Regression))
        {
            hash = await careful.HashOfAsync("m");
            Assert.Contains($"the log begins with event {history.First} of 31; RetainAllEvents keeps all", await ReasonAsync(careful), StringComparison.Ordinal);
            Assert.Equal((31, hash), ((await careful.Client.GetStatusAsync("m")).Position, await careful.HashOfAsync("m")));
        }

        await using var service = Declaring(Flavor.Regression, StoredModelDifference.RetrainFromKeptEvents);
        Assert.Equal(hash, await service.HashOfAsync("m"));

        await service.Declared.StartAsync(CancellationToken.None);
        await ReplacedAsync(service);

        Assert.Equal(replayed.Model.StateHash(), await service.HashOfAsync("m"));
        Assert.Equal(32, (await service.Client.GetStatusAsync("m")).Position);
        await service.Declared.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(StoredModelDifference.Retrain)]
    [InlineData(StoredModelDifference.RetrainFromKeptEvents)]
    public async Task WithoutALog_TheStoredModelGoesOnAndHealthSaysWhy(StoredModelDifference difference)
    {
        await using var service = Declaring(Flavor.Regression, difference, folder: null);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(service.Client, 1, 5);
        var hash = await service.HashOfAsync("m");

        await ReasonAsync(service);

        Assert.Contains("could not be trained from the log: the log has none of its events any more; RetainAllEvents", Assert.Single(service.Host.Health.Problems), StringComparison.Ordinal);
        Assert.Equal(hash, await service.HashOfAsync("m"));
    }

    [Fact]
    public async Task AnotherFlavor_IsRefused()
    {
        await StoreAsync(retainsAll: true, saves: false);
        await using var service = Declaring(Flavor.Custom);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => service.Declared.StartAsync(CancellationToken.None));

        Assert.Contains("the flavor regression instead of custom", fault.Message, StringComparison.Ordinal);
        Assert.Equal(31, (await service.Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task AModelThatHasLearnedNothing_IsReplacedWithoutALog()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Earlier, "m");
        }

        await using var later = Declaring(Flavor.Regression);
        await later.Declared.StartAsync(CancellationToken.None);
        await ReplacedAsync(later);
        Assert.Equal(Model.FromSpec(Later).StateHash(), await later.HashOfAsync("m"));
        await later.Declared.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AModelThatCameTrained_StaysAsTheLogDoesNotHaveItsExamples(bool replaces)
    {
        string hash;
        await using (var service = new ServiceInFolder(_folder, options => options.Storage.RetainAllEvents = true))
        {
            await service.Client.CreateModelAsync("regression", Earlier, "taught");
            await TeachAsync(service.Client, "taught", 1, 20);
            using var file = new MemoryStream();
            await service.Client.ExportModelAsync("taught", file);
            file.Position = 0;
            if (replaces)
            {
                await service.Client.CreateModelAsync("regression", Earlier, "m");
                await service.Client.ReplaceModelAsync("m", file);
            }
            else
            {
                await service.Client.ImportModelAsync("regression", file, "m");
            }

            await TeachAsync(service.Client, 21, 25);
            hash = await service.HashOfAsync("m");
        }

        await using var later = Declaring(Flavor.Regression);
        var reason = await ReasonAsync(later);
        Assert.Contains(replaces ? "a trained model was put into its place" : "the log has 5 of the 25 examples it has learned", reason, StringComparison.Ordinal);
        Assert.Equal(hash, await later.HashOfAsync("m"));
    }

    [Fact]
    public async Task ASeededModel_LearnsItsSeedAgainBeforeTheLog()
    {
        var seed = Enumerable.Range(100, 10).Select(i => new TrainingExample<Measured>(new Measured(i), 3 * i)).ToArray();
        await using (var service = Seeding(Earlier))
        {
            await service.Declared.StartAsync(CancellationToken.None);
            await TeachAsync(service.Client, 1, 5);
            Assert.Equal(15, (await service.Client.GetMetricHistoryAsync("m")).Examples[^1]);
            await service.Declared.StopAsync(CancellationToken.None);
        }

        await using var later = Seeding(Later);
        await later.Declared.StartAsync(CancellationToken.None);
        await ReplacedAsync(later);
        await using var same = new ServiceInFolder(null);
        await same.Client.CreateModelAsync("regression", Later, "m");
        for (var x = 100; x < 110; x++)
        {
            await same.Client.LearnAsync(Learn("m", x, 3 * x));
        }

        await TeachAsync(same.Client, 1, 5);
        Assert.Equal(await same.HashOfAsync("m"), await later.HashOfAsync("m"));
        await later.Declared.StopAsync(CancellationToken.None);

        ServiceInFolder Seeding(string spec) => new(
            _folder,
            options => (options.Storage.RetainAllEvents, options.Storage.WhenModelDiffers) = (true, StoredModelDifference.Retrain),
            declare: builder => builder.AddModel("m", Flavor.Regression, spec).SeedModel<Measured>("m", _ => seed.ToAsyncEnumerable()));
    }

    [Fact]
    public async Task ServersThatStartAtOnce_ReplaceTheModelOnceWhileAllAreCalled()
    {
        var place = new SharedMemory { KeepsAllEvents = true };
        await using var earlier = Sharing(place, Earlier);
        await earlier.Declared.StartAsync(CancellationToken.None);
        await TeachAsync(earlier.Client, 1, 500);
        await earlier.Client.PredictAsync(Predict("m", 5, "waits"));
        await using var one = Sharing(place, Later);
        await using var two = Sharing(place, Later);
        ServiceInFolder[] servers = [one, two, earlier];
        var isReplaced = false;
        var callers = servers.Select((server, caller) => Task.Run(async () =>
        {
            for (var i = 0; i < 20 || !Volatile.Read(ref isReplaced); i++)
            {
                await server.Client.LearnAsync(Learn("m", i % 50, 2 * (i % 50), $"{caller}-{i}"));
            }
        })).ToArray();

        await Task.WhenAll(one.Declared.StartAsync(CancellationToken.None), two.Declared.StartAsync(CancellationToken.None));
        await Task.WhenAll(ReplacedAsync(one), ReplacedAsync(two));
        Volatile.Write(ref isReplaced, true);
        await Task.WhenAll(callers);
        foreach (var server in servers)
        {
            await server.Declared.StopAsync(CancellationToken.None);
        }

        var states = await Task.WhenAll(servers.Select(server => server.Host.ReadStateHashAsync("m", CancellationToken.None)));
        Assert.Single(states.Distinct());
        Assert.Single((await one.Client.GetMetricHistoryAsync("m")).Replacements);
        Assert.Equal(1, (await two.Client.GetStatusAsync("m")).Waiting);
        Assert.All(servers, server => Assert.Empty(server.Host.Health.Problems));
        var replayed = await new LogReplay((await place.OpenHistoryAsync("m"))!) { Challenger = Model.FromSpec(Later) }.RunAsync();
        Assert.Equal(replayed.Model.StateHash(), await two.HashOfAsync("m"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatEndsTheProcessMeanwhile_LeavesTheStoredModelAndTheNextStartGoesOn(bool isKilled)
    {
        await StoreAsync(retainsAll: true, saves: false);
        string stored, left;
        await using (var same = new ServiceInFolder(Copied()))
        {
            stored = (await same.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash;
        }

        using var reached = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        FragileRegressor.Learning = _ =>
        {
            reached.Set();
            mayGoOn.Wait();
        };
        var service = Declaring(Flavor.Regression, spec: "\"Fragile\"");
        try
        {
            await service.Declared.StartAsync(CancellationToken.None);
            Assert.True(reached.Wait(TimeSpan.FromMinutes(1)));
            left = Copied();
            var stopping = service.Declared.StopAsync(CancellationToken.None);
            mayGoOn.Set();
            await stopping;
            Assert.Equal(stored, (await service.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash);
        }
        finally
        {
            FragileRegressor.Learning = null;
            mayGoOn.Set();
            await service.DisposeAsync();
        }

        await using var again = Declaring(Flavor.Regression, StoredModelDifference.Retrain, folder: isKilled ? left : _folder);
        Assert.Equal(stored, (await again.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash);
        await again.Declared.StartAsync(CancellationToken.None);
        await ReplacedAsync(again);
        Assert.Equal(32, (await again.Client.GetStatusAsync("m")).Position);
        await again.Declared.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task AModelThatGrowsBeyondWhatOneMayTake_IsGivenUp()
    {
        await using (var service = new ServiceInFolder(_folder, options => options.Storage.RetainAllEvents = true))
        {
            await service.Client.CreateModelAsync("regression", Earlier, "m");
            var text = new string('a', 200);
            for (var i = 0; i < 8200; i++)
            {
                await service.Client.LearnAsync(new LearnRequest("m", JsonElement.Parse($$"""{"x": {{i}}, "text": "{{text}}{{i}}"}"""), JsonValues.Value(i)));
            }
        }

        await using var later = Declaring(Flavor.Regression, spec: """["OneHotEncoder", "LinearRegression"]""");
        var hash = await later.HashOfAsync("m");
        Assert.Contains("MaxModelBytes allows 1 MiB", await ReasonAsync(later), StringComparison.Ordinal);
        Assert.Equal(hash, await later.HashOfAsync("m"));
    }

    // Why the stored model stays.
    private static async Task<string> ReasonAsync(ServiceInFolder service)
    {
        var position = (await service.Client.GetStatusAsync("m")).Position;
        await service.Declared.StartAsync(CancellationToken.None);
        IReadOnlyList<string> faults;
        while ((faults = (await service.Client.GetStatusAsync("m")).Faults).Count == 0)
        {
            Assert.Equal(position, (await service.Client.GetStatusAsync("m")).Position);
            await Task.Yield();
        }

        await service.Declared.StopAsync(CancellationToken.None);
        return Assert.Single(faults);
    }

    private static async Task ReplacedAsync(ServiceInFolder service)
    {
        while ((await service.Client.GetMetricHistoryAsync("m")).Replacements.Count == 0)
        {
            Assert.Empty((await service.Client.GetStatusAsync("m")).Faults);
            await Task.Yield();
        }
    }

    private string Copied()
    {
        _copies.Add(CopyOf(_folder));
        return _copies[^1];
    }

    private static Task TeachAsync(InProcessClient client, int from, int to) => TeachAsync(client, "m", from, to);

    private static async Task TeachAsync(InProcessClient client, string model, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            await client.LearnAsync(Learn(model, i, 2 * i));
        }
    }

    private ServiceInFolder Declaring(Flavor flavor, StoredModelDifference difference = StoredModelDifference.Retrain, string spec = Later) =>
        Declaring(flavor, difference, _folder, spec);

    private static ServiceInFolder Declaring(Flavor flavor, StoredModelDifference difference, string? folder, string spec = Later) => new(
        folder,
        options =>
        {
            options.Storage.RetainAllEvents = true;
            options.Storage.WhenModelDiffers = difference;
            options.Memory.MaxModelBytes = 1 << 20;
        },
        declare: builder => builder.AddModel("m", flavor, spec));

    private static ServiceInFolder Sharing(SharedMemory place, string spec) => new(
        null,
        options => options.Storage.WhenModelDiffers = StoredModelDifference.Retrain,
        declare: builder =>
        {
            builder.Services.AddSingleton<IModelStore>(new SharedMemoryStore(place));
            builder.AddModel("m", Flavor.Regression, spec);
        });

    private sealed record Measured([property: JsonPropertyName("x")] double X);

    private async Task StoreAsync(bool retainsAll, bool saves)
    {
        await using var service = new ServiceInFolder(_folder, options => options.Storage.RetainAllEvents = retainsAll);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        for (var last = 10; last <= 30; last += 10)
        {
            await TeachAsync(service.Client, last - 9, last);
            if (saves && last < 30)
            {
                await service.Client.SaveModelAsync("m");
            }
        }

        await service.Client.PredictAsync(Predict("m", 5, "waits"));
    }
}
