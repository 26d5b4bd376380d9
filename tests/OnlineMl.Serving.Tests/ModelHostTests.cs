using System.Buffers;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Serving.Hosting;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests;

public sealed class ModelHostTests : IDisposable
{
    private const string Regression = """["StandardScaler", "LinearRegression"]""";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
    private string? _copy;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }

    [Fact]
    public async Task PredictionThatIsNoNumber_IsNotWhatItsLabelIsRefusedFor()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", """{"LinearRegression":{"optimizer":{"SGD":{"lr":1e6}}}}""", "m");
        for (var i = 0; i < 3; i++)
        {
            await service.Client.LearnAsync(Learn("m", 1, 1e10));
        }

        var prediction = (await service.Client.PredictAsync(Predict("m", 1.7e308, "a"))).Prediction;
        Assert.Equal(JsonValueKind.String, prediction.ValueKind);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LabelAsync(Label("m", "a", 1)));
        Assert.StartsWith("LinearRegression refused a learning step", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(new LearnRequest("m", default, JsonValues.Value(1), Identifier: "a")));
        Assert.StartsWith("LinearRegression refused a learning step", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogThatIsLong_IsDroppedBySnapshots_AndRefusesWhenTheyFail()
    {
        await using var service = new ServiceInFolder(_folder, options => options.Storage.MaxLogBytes = 1 << 20);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var features = JsonValues.Features([new("t", new string('x', 100_000))]);
        for (var i = 0; i < 50; i++)
        {
            await service.Client.LearnAsync(new LearnRequest("m", features, JsonValues.Value(1)));
            await service.Host.MaintainAsync(default);
        }

        Assert.InRange(Directory.GetFiles(Path.Combine(_folder, "m"), "*.log").Sum(file => new FileInfo(file).Length), 0, 2 << 20);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await service.Client.LearnAsync(new LearnRequest("m", features, JsonValues.Value(1)));
            }
        });
        Assert.Equal(RefusalKind.StorageFull, refusal.Kind);
        Assert.Contains("MaxLogBytes", refusal.Message, StringComparison.Ordinal);
        await service.Host.MaintainAsync(default);
        await service.Client.LearnAsync(new LearnRequest("m", features, JsonValues.Value(1)));
    }

    [Fact]
    public async Task Create_RefusesNamesThatDifferOnlyInCase_AndDevices()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "Churn");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "churn"));
        Assert.Equal("There is a model named 'Churn' already; names that differ only in case are one on some file systems.", refusal.Message);
        await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "a."));
        Assert.Equal(["Churn"], await service.Client.GetModelsAsync());
        await service.Client.DeleteModelAsync("Churn");
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "churn");
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-3650)]
    public async Task ClockThatJumpsAndComesBack_LosesNothing(int days)
    {
        var clock = new JumpingClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using (var service = new ServiceInFolder(_folder, null, clock))
        {
            await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            await service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, "before"));
            clock.Jump(TimeSpan.FromDays(days));
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 2, "key"));
            await service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, "amid"));
            clock.Pass(TimeSpan.FromMinutes(5));
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 2));
            clock.Jump(TimeSpan.FromDays(-days));
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 2));
            await service.Client.LabelAsync(ServiceInFolder.Label("m", "before", 2));
        }

        await using var again = new ServiceInFolder(_folder, null, clock);
        await again.Client.LabelAsync(ServiceInFolder.Label("m", "amid", 2));
        var position = (await again.Client.GetStatusAsync("m")).Position;
        await again.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 2, "key"));
        Assert.Equal(position, (await again.Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task Learn_MeasuresClustersOfAPipelineWithoutATarget()
    {
        const string Spec = """["StandardScaler", {"KMeans": {"n_clusters": 2, "seed": 1}}]""";
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("cluster", Spec, "m", ["Silhouette"]);
        var byHand = new Silhouette();
        var model = Model.FromSpec(Spec);
        var x = model.NewExample();
        for (var i = 0; i < 30; i++)
        {
            x.Clear();
            x.Add("x", (double)(i * i % 11));
            byHand.Update(x, model.Predict(x).Cluster, model.Centers!);
            model.Learn(x);
            await service.Client.LearnAsync(new LearnRequest("m", JsonElement.Parse(FormattableString.Invariant($$"""{"x": {{i * i % 11}}}"""))));
        }

        Assert.Equal(byHand.Value, (await service.Client.GetMetricsAsync("m"))["Silhouette"]);
    }

    [Fact]
    public async Task ServiceThatIsDisposedWithoutWaiting_SavesItsModels()
    {
        using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "m");
            await service.Client.LearnAsync(Learn("m", 1, 2));
        }

        await using var restarted = new ServiceInFolder(_folder);
        var status = await restarted.Client.GetStatusAsync("m");
        Assert.Equal((1, 1), (status.Position, status.SnapshotPosition));
    }

    [Fact]
    public async Task ServiceInMemory_CanBeDisposedWithoutWaiting()
    {
        using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", Regression, "m");
    }

    [Fact]
    public async Task Refusals_AreInTheTask()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        Task[] calls =
        [
            service.Host.Calls.LearnAsync(new ModelCall { Model = "unknown" }).AsTask(),
            service.Host.Calls.LearnAsync(new ModelCall { Model = "m", Features = "7"u8, GroundTruth = "1"u8 }).AsTask(),
            service.Host.Calls.LabelAsync(new ModelCall { Model = "m" }).AsTask(),
            service.Host.Calls.LabelAsync(new ModelCall { Model = "m", Identifier = "a" }).AsTask(),
            service.Host.Calls.PredictAsync(new ModelCall { Model = "unknown" }, new ArrayBufferWriter<byte>()).AsTask(),
            service.Host.Calls.PredictAsync(new ModelCall { Model = "m", Features = "7"u8 }, new ArrayBufferWriter<byte>()).AsTask(),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<OnlineMlException>(() => call);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RepeatedIdempotencyKey_GetsTheFirstAnswerAndChangesNothing(bool isSavedBeforeTheCrash)
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        await service.Client.LearnAsync(Learn("m", 1, 2, "a"));
        await service.Client.LearnAsync(Learn("m", 1, 2, "a"));
        var first = await service.Client.PredictAsync(Predict("m", 1, key: "b"));
        await service.Client.LabelAsync(Label("m", first.Identifier!, 3, "c"));
        if (isSavedBeforeTheCrash)
        {
            await service.Client.SaveModelAsync("m");
        }

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        foreach (var client in new[] { service.Client, restarted.Client })
        {
            await client.LearnAsync(Learn("m", 1, 2, "a"));
            var again = await client.PredictAsync(Predict("m", 1, key: "b"));
            Assert.Equal(first.Identifier, again.Identifier);
            Assert.Equal(first.Prediction.GetRawText(), again.Prediction.GetRawText());
            await client.LabelAsync(Label("m", first.Identifier!, 3, "c"));
            Assert.Equal(3, (await client.GetStatusAsync("m")).Position);
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("m", 1, 2, "b")));
            Assert.Contains("'b' belongs to an earlier predict", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ConcurrentCallsOfOneKey_LearnOnce()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Client.LearnAsync(Learn("m", 1, 2, "same"))));
        Assert.Equal(1, (await service.Client.GetStatsAsync("m")).Learn.Calls);
    }

    [Fact]
    public async Task Labels_OutOfOrderTwiceLateOrNever_AreCounted()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(_folder, options => options.Call.RememberFor = TimeSpan.FromDays(7), clock);
        var client = service.Client;
        await client.CreateModelAsync("regression", Regression, "m");
        foreach (var identifier in new[] { "a", "b", "c", "d" })
        {
            await client.PredictAsync(Predict("m", 1, identifier));
        }

        await client.LabelAsync(Label("m", "b", 1));
        await client.LabelAsync(Label("m", "a", 1));
        Assert.Contains("already", await RefusalOf("a"), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromDays(8));
        await client.PredictAsync(Predict("m", 1, "e"));
        Assert.Contains("too late", await RefusalOf("c"), StringComparison.Ordinal);
        Assert.Contains("unknown", await RefusalOf("z"), StringComparison.Ordinal);
        await client.LabelAsync(Label("m", "e", 1));

        Assert.Equal(
            new LabelCounts(Labelled: 3, OutOfOrder: 1, Twice: 1, Late: 1, Never: 2, Unknown: 1), (await client.GetStatusAsync("m")).Labels);

        async Task<string> RefusalOf(string identifier) =>
            (await Assert.ThrowsAsync<OnlineMlException>(() => client.LabelAsync(Label("m", identifier, 1)))).Message;
    }

    [Fact]
    public async Task RememberedPredictions_AreBounded()
    {
        await using var service = new ServiceInFolder(null, options => options.Call.RememberedPredictions = 2);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        foreach (var identifier in new[] { "1", "2", "3" })
        {
            await service.Client.PredictAsync(Predict("m", 1, identifier));
        }

        await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LabelAsync(Label("m", "1", 2)));
        await service.Client.LabelAsync(Label("m", "2", 2));
        await service.Client.LabelAsync(Label("m", "3", 2));
    }

    [Fact]
    public async Task Snapshots_AreTakenByCountAndByTime()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(
            _folder,
            options =>
            {
                options.Storage.SnapshotEvents = 10;
                options.Storage.SnapshotInterval = TimeSpan.FromMinutes(1);
            },
            clock);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 9; i++)
        {
            await service.Client.LearnAsync(Learn("m", i, i));
        }

        await service.Host.MaintainAsync(CancellationToken.None);
        Assert.Equal(0, (await service.Client.GetStatusAsync("m")).SnapshotPosition);
        await service.Client.LearnAsync(Learn("m", 9, 9));
        await service.Host.MaintainAsync(CancellationToken.None);
        Assert.Equal(10, (await service.Client.GetStatusAsync("m")).SnapshotPosition);

        await service.Client.LearnAsync(Learn("m", 10, 10));
        clock.Advance(TimeSpan.FromMinutes(1));
        await service.Host.MaintainAsync(CancellationToken.None);
        Assert.Equal(11, (await service.Client.GetStatusAsync("m")).SnapshotPosition);
    }

    [Fact]
    public async Task AnEmptyIdempotencyKey_IsRefused()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("m", 1, 1, key: "")));

        Assert.Equal((RefusalKind.BadRequest, "'Idempotency-Key' is empty."), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task ATargetThatDoesNotFit_IsRefusedInTheWordsOfTheCall()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(
            () => service.Client.LearnAsync(new LearnRequest("m", JsonElement.Parse("""{"x": 1}"""), JsonValues.Value(0.5))));

        Assert.DoesNotContain("Parameter", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryBudget_UnloadsTheLeastRecentlyUsedAndLosesNothing()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(_folder, options => options.Memory.MemoryBudget = 1 << 20, clock);
        for (var i = 0; i < 200; i++)
        {
            await service.Client.CreateModelAsync("regression", Regression, $"m{i}");
            await service.Client.LearnAsync(Learn($"m{i}", i, i));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await service.Client.LearnAsync(Learn("m0", 1, 1));
        await service.Host.MaintainAsync(CancellationToken.None);
        Assert.InRange(service.Host.LoadedModels, 1, 150);
        var loaded = service.Host.LoadedModels;
        await service.Client.GetStatsAsync("m0");
        Assert.Equal(loaded, service.Host.LoadedModels);
        await service.Client.LearnAsync(Learn("m1", 1, 1));
        Assert.Equal(loaded + 1, service.Host.LoadedModels);
        Assert.Equal(2, (await service.Client.GetStatsAsync("m1")).Learn.Calls);
    }

    [Fact]
    public async Task MemoryBudget_LetsModelsWaitForRoomAlthoughNobodyKeepsTheHost()
    {
        await using var service = new ServiceInFolder(_folder, options => options.Memory.MemoryBudget = 1 << 20);
        for (var i = 0; i < 200; i++)
        {
            await service.Client.CreateModelAsync("regression", Regression, $"m{i}");
        }

        var most = service.Host.LoadedModels;
        Assert.InRange(most, 20, 150);
        for (var i = 0; i < 200; i++)
        {
            await service.Client.LearnAsync(Learn($"m{i}", i, i));
            Assert.InRange(service.Host.LoadedModels, most / 2, 150);
        }
    }

    [Fact]
    public async Task Metrics_AreThoseAskedFor()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "m", ["R2", "MAE"]);
            await service.Client.LearnAsync(Learn("m", 1, 1));
            await service.Client.LearnAsync(Learn("m", 2, 2));
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync("regression", Regression, "n", ["Accuracy"]));
            Assert.Contains("Accuracy does not fit", refusal.Message, StringComparison.Ordinal);
            refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync("regression", Regression, "n", ["Acuracy"]));
            Assert.Contains("Accuracy", refusal.Message, StringComparison.Ordinal);
        }

        await using var restarted = new ServiceInFolder(_folder);
        Assert.Equal(["MAE", "R2"], (await restarted.Client.GetMetricsAsync("m")).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Export_ThenImport_CarriesMetricsAndRememberedPredictions()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        await service.Client.LearnAsync(Learn("m", 1, 1));
        await service.Client.LearnAsync(Learn("m", 2, 1));
        await service.Client.PredictAsync(Predict("m", 1, "waits"));
        using var file = new MemoryStream();
        await service.Client.ExportModelAsync("m", file);
        file.Position = 0;
        await service.Client.ImportModelAsync("regression", file, "copy");

        Assert.Equal(await service.Client.GetMetricsAsync("m"), await service.Client.GetMetricsAsync("copy"));
        Assert.Equal(0, (await service.Client.GetStatusAsync("copy")).Position);
        await service.Client.LabelAsync(Label("copy", "waits", 1));
        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        Assert.Equal(await service.HashOfAsync("copy"), await restarted.HashOfAsync("copy"));
    }

    [Fact]
    public async Task AddModel_TakesACopyOfWhatWasBuiltInCode()
    {
        await using var service = new ServiceInFolder(_folder);
        var model = Model.FromSpec(Regression);
        model.Learn(new Features.FeatureVector { ["x"] = 1 }, 5);
        var hash = model.StateHash();
        await service.Client.AddModelAsync("regression", model, "m");
        model.Learn(new Features.FeatureVector { ["x"] = 2 }, 5);
        Assert.Equal(hash, await service.HashOfAsync("m"));
    }

    [Fact]
    public async Task Delete_ThenCreate_BeginsAnew()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "m");
            await service.Client.LearnAsync(Learn("m", 1, 1));
            await service.Client.DeleteModelAsync("m");
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("m", 1, 1)));
            Assert.Equal(RefusalKind.ModelNotFound, refusal.Kind);
            await service.Client.CreateModelAsync("regression", Regression, "m");
        }

        await using var restarted = new ServiceInFolder(_folder);
        Assert.Equal(0, (await restarted.Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task Batch_AnswersInOrderAndGoesOnBehindARefusedExample()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        var answers = await service.Client.LearnManyAsync(Examples()).ToListAsync();
        Assert.Equal(2_000, answers[^1].Line);
        var refused = Assert.Single(answers, answer => answer.Message is not null);
        Assert.Equal(700, refused.Line);
        Assert.Contains("no model named 'other'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(answers.Select(answer => answer.Line).Order(), answers.Select(answer => answer.Line));
        Assert.Equal(1_999, (await service.Client.GetStatusAsync("m")).Position);

        var predictions = await service.Client.PredictManyAsync(Questions()).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), predictions.Select(answer => answer.Line));
        Assert.All(predictions, answer => Assert.NotNull(answer.Identifier));

        static async IAsyncEnumerable<LearnRequest> Examples()
        {
            for (var i = 1; i <= 2_000; i++)
            {
                yield return Learn(i == 700 ? "other" : "m", i % 10, i % 10);
                await Task.CompletedTask;
            }
        }

        static async IAsyncEnumerable<PredictRequest> Questions()
        {
            for (var i = 1; i <= 100; i++)
            {
                yield return Predict("m", i);
                await Task.CompletedTask;
            }
        }
    }

    [Fact]
    public async Task CallsBeforeTheStart_StartTheHost_AndCallsBehindTheEndAreRefused()
    {
        var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        Assert.True(service.Host.Health.IsReady);
        await service.Host.StopAsync(CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("m", 1, 1)));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.False(service.Host.Health.IsReady);
        await service.DisposeAsync();
    }
}
