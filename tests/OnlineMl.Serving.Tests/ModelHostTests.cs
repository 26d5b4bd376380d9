using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Metrics;
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
    public async Task Stop_ThenStart_ContinuesMetricsStatsAndRememberedPredictions()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "m");
            await service.Client.LearnAsync(Learn("m", 1, 2));
            await service.Client.PredictAsync(Predict("m", 1, "later"));
        }

        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.LabelAsync(Label("m", "later", 2));
            var stats = await service.Client.GetStatsAsync("m");
            Assert.Equal(2, stats.Learn.Calls);
            Assert.Equal(1, stats.Predict.Calls);
            Assert.True((await service.Client.GetMetricsAsync("m"))["MAE"] > 0);
        }
    }

    [Fact]
    public async Task Crash_LosesNothingThatWasAcknowledged()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 50; i++)
        {
            await service.Client.LearnAsync(Learn("m", i % 7, i));
            var answer = await service.Client.PredictAsync(Predict("m", i % 5));
            await service.Client.LabelAsync(Label("m", answer.Identifier!, i));
            if (i == 20)
            {
                await service.Client.SaveModelAsync("m");
            }
        }

        await service.Client.PredictAsync(Predict("m", 3, "waits"));

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
        Assert.Equal(await service.Client.GetMetricsAsync("m"), await restarted.Client.GetMetricsAsync("m"));
        var status = await restarted.Client.GetStatusAsync("m");
        Assert.Equal(151, status.Position);
        Assert.Equal(1, status.Waiting);
        Assert.Empty(status.Faults);
        await restarted.Client.LabelAsync(Label("m", "waits", 1));
    }

    [Fact]
    public async Task ExamplesThatWaitedForTheNamesOfTheirFeatures_AreMeasuredAsTheirReplayIs()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        var examples = Enumerable.Range(0, 200).Select(i => Learn("m", i % 7, i % 7)).ToAsyncEnumerable();
        await foreach (var answer in service.Client.LearnManyAsync(examples))
        {
            Assert.Null(answer.Message);
        }

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        Assert.Equal(await service.Client.GetMetricsAsync("m"), await restarted.Client.GetMetricsAsync("m"));
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
    public async Task LearnDuringPredict_IsRecoveredToo()
    {
        static void Configure(OnlineMlServingOptions options) => options.LearnDuringPredict = true;
        await using var service = new ServiceInFolder(_folder, Configure);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 20; i++)
        {
            await service.Client.PredictAsync(Predict("m", i * i));
            await service.Client.LearnAsync(Learn("m", i, i));
        }

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy, Configure);
        Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
    }

    [Fact]
    public async Task DamagedSnapshot_FallsBackToThePreviousOneAndReplaysFromThere()
    {
        string hash;
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "m");
            for (var i = 0; i < 3; i++)
            {
                await service.Client.LearnAsync(Learn("m", i, 2));
                await service.Client.SaveModelAsync("m");
            }

            await service.Client.LearnAsync(Learn("m", 5, 2));
            hash = await service.HashOfAsync("m");
            _copy = CopyOf(_folder);
        }

        var newest = Directory.GetFiles(_copy, "*.oml", SearchOption.AllDirectories).Max(StringComparer.Ordinal)!;
        var bytes = await File.ReadAllBytesAsync(newest);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes);

        await using var restarted = new ServiceInFolder(_copy);
        Assert.Equal(hash, await restarted.HashOfAsync("m"));
        Assert.Contains("position 3", Assert.Single((await restarted.Client.GetStatusAsync("m")).Faults), StringComparison.Ordinal);
        Assert.True(restarted.Host.Health.IsReady);
        Assert.Contains(restarted.Host.Health.Problems, problem => problem.Contains("position 3", StringComparison.Ordinal));

        await restarted.Host.KeepAsync(CancellationToken.None);
        Assert.Equal(4, (await restarted.Client.GetStatusAsync("m")).SnapshotPosition);
    }

    [Fact]
    public async Task ModelWithoutAnyGoodSnapshot_IsRefusedAndTheOthersAreServed()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "bad");
            await service.Client.CreateModelAsync("regression", Regression, "good");
        }

        foreach (var path in Directory.GetFiles(Path.Combine(_folder, "bad"), "*.oml"))
        {
            await File.WriteAllTextAsync(path, "nothing");
        }

        await using var restarted = new ServiceInFolder(_folder);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => restarted.Client.LearnAsync(Learn("bad", 1, 1)));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("cannot be restored", refusal.Message, StringComparison.Ordinal);
        await restarted.Client.LearnAsync(Learn("good", 1, 1));
        await restarted.Client.DeleteModelAsync("bad");
        Assert.Equal(["good"], await restarted.Client.GetModelsAsync());
    }

    [Fact]
    public async Task RepeatedIdempotencyKey_GetsTheFirstAnswerAndChangesNothing()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        await service.Client.LearnAsync(Learn("m", 1, 2, "a"));
        await service.Client.LearnAsync(Learn("m", 1, 2, "a"));
        var first = await service.Client.PredictAsync(Predict("m", 1, key: "b"));
        await service.Client.LabelAsync(Label("m", first.Identifier!, 3, "c"));

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

    [Theory]
    [InlineData("regression", """["StandardScaler", "LinearRegression"]""")]
    [InlineData("binary", """["StandardScaler", "LogisticRegression"]""")]
    public async Task ConcurrentCalls_AreRememberedAndMeasuredAsTheirReplayIs(string flavor, string spec)
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync(flavor, spec, "m");
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async caller =>
        {
            for (var i = 0; i < 50; i++)
            {
                await service.Client.PredictAsync(Predict("m", caller + i, $"{caller} {i}"));
                if (i % 5 == caller % 5)
                {
                    await service.Client.LearnAsync(Truth(i) with { Features = Learn("m", caller + i, 0).Features });
                }
            }
        }));

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        for (var i = 0; i < 16 * 50; i++)
        {
            var learn = Truth(i) with { Identifier = $"{i % 16} {i / 16}" };
            await service.Client.LearnAsync(learn);
            await restarted.Client.LearnAsync(learn);
        }

        Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
        Assert.Equal(await service.Client.GetMetricsAsync("m"), await restarted.Client.GetMetricsAsync("m"));

        LearnRequest Truth(int i) => new("m", default, flavor == "binary" ? JsonValues.Value(i % 3 == 0) : JsonValues.Value(i % 7));
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
        await using var service = new ServiceInFolder(_folder, options => options.RememberFor = TimeSpan.FromDays(7), clock);
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
        await using var service = new ServiceInFolder(null, options => options.RememberedPredictions = 2);
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
    public async Task RefusedStep_IsReportedAndRecoveryPassesOverIt()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", """{"LinearRegression": {"optimizer": {"SGD": {"lr": 100}}, "clip_gradient": 1e300}}""", "m");
        await service.Client.LearnAsync(Learn("m", 1, 1));
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(async () =>
        {
            for (var i = 0; i < 400; i++)
            {
                await service.Client.LearnAsync(Learn("m", 1e6, 1));
            }
        });
        Assert.Contains("non-finite", refusal.Message, StringComparison.Ordinal);

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
    }

    [Fact]
    public async Task Snapshots_AreTakenByCountAndByTime()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(
            _folder,
            options =>
            {
                options.SnapshotEvents = 10;
                options.SnapshotInterval = TimeSpan.FromMinutes(1);
            },
            clock);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 9; i++)
        {
            await service.Client.LearnAsync(Learn("m", i, i));
        }

        await service.Host.KeepAsync(CancellationToken.None);
        Assert.Equal(0, (await service.Client.GetStatusAsync("m")).SnapshotPosition);
        await service.Client.LearnAsync(Learn("m", 9, 9));
        await service.Host.KeepAsync(CancellationToken.None);
        Assert.Equal(10, (await service.Client.GetStatusAsync("m")).SnapshotPosition);

        await service.Client.LearnAsync(Learn("m", 10, 10));
        clock.Advance(TimeSpan.FromMinutes(1));
        await service.Host.KeepAsync(CancellationToken.None);
        Assert.Equal(11, (await service.Client.GetStatusAsync("m")).SnapshotPosition);
    }

    [Fact]
    public async Task LabelsThatFindNoPrediction_AreStillCountedAfterACleanEnd()
    {
        LabelCounts counts;
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", Regression, "m");
            await service.Client.PredictAsync(Predict("m", 1, "once"));
            await service.Client.LabelAsync(Label("m", "once", 1));
            await service.Client.SaveModelAsync("m");
            await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LabelAsync(Label("m", "once", 1)));
            await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LabelAsync(Label("m", "nobody's", 1)));
            counts = (await service.Client.GetStatusAsync("m")).Labels;
            Assert.Equal((1, 1, 1), (counts.Labelled, counts.Twice, counts.Unknown));
        }

        await using var restarted = new ServiceInFolder(_folder);
        Assert.Equal(counts, (await restarted.Client.GetStatusAsync("m")).Labels);
    }

    [Fact]
    public async Task EventsThatWereTaken_AreReplayedWhateverAnExampleMayHaveByThen()
    {
        await using var service = new ServiceInFolder(_folder, options => options.MostFeatures = 3);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        var wide = JsonElement.Parse("""{"a": 1, "b": 2, "c": 3}""");
        await service.Client.LearnAsync(new LearnRequest("m", wide, JsonValues.Value(1.0)));
        var copy = CopyOf(_folder);

        await using (var restarted = new ServiceInFolder(copy, options => options.MostFeatures = 2))
        {
            Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
            Assert.Equal(1, (await restarted.Client.GetStatsAsync("m")).Learn.Calls);
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => restarted.Client.LearnAsync(new LearnRequest("m", wide, JsonValues.Value(1.0))));
            Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task WhatWasRememberedUnderEarlierOptions_IsReplayedUnderThem()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(_folder, options => options.RememberFor = TimeSpan.FromDays(30), clock);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        await service.Client.PredictAsync(Predict("m", 1, "labelled"));
        await service.Client.PredictAsync(Predict("m", 2, "never labelled"));
        await service.Client.LearnAsync(Learn("m", 1, 1, "key"));
        clock.Advance(TimeSpan.FromDays(10));
        await service.Client.LabelAsync(Label("m", "labelled", 1));
        var first = CopyOf(_folder);
        string second;
        LabelCounts counts;
        await using (var restarted = new ServiceInFolder(first, Remember, clock))
        {
            Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
            await restarted.Client.PredictAsync(Predict("m", 3, "new"));
            var status = await restarted.Client.GetStatusAsync("m");
            Assert.Equal((1, 4), (status.Waiting, status.SnapshotPosition));
            counts = status.Labels;
            second = CopyOf(first);
        }

        // The new limits are those of a snapshot by then, so that what came behind it is replayed under them.
        await using (var crashed = new ServiceInFolder(second, options => options.RememberFor = TimeSpan.FromDays(30), clock))
        {
            Assert.Equal(counts, (await crashed.Client.GetStatusAsync("m")).Labels);
        }

        Directory.Delete(first, recursive: true);
        Directory.Delete(second, recursive: true);

        static void Remember(OnlineMlServingOptions options) => (options.RememberedPredictions, options.IdempotencyKeys) = (1, 0);
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
            () => service.Client.LearnAsync(new LearnRequest("m", JsonElement.Parse("""{"x": 1}"""), JsonValues.Value("maybe"))));

        Assert.DoesNotContain("Parameter", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryBudget_UnloadsTheLeastRecentlyUsedAndLosesNothing()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(_folder, options => options.MemoryBudget = 1 << 20, clock);
        for (var i = 0; i < 200; i++)
        {
            await service.Client.CreateModelAsync("regression", Regression, $"m{i}");
            await service.Client.LearnAsync(Learn($"m{i}", i, i));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await service.Client.LearnAsync(Learn("m0", 1, 1));
        await service.Host.KeepAsync(CancellationToken.None);
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
        await using var service = new ServiceInFolder(_folder, options => options.MemoryBudget = 1 << 20);
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
