using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>What a model is after a restart, in order or by a crash.</summary>
public sealed class ModelRecoveryTests : IDisposable
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OptionsOfAModel_AreRecoveredToo(bool savesOnTheWay)
    {
        const string Spec = """[{"TransformerUnion": [{"Agg": {"on": "price", "by": ["shop"], "how": {"TimeRolling": {"obj": "Mean", "period": 100}}}}, {"Select": ["price"]}]}, "LinearRegression"]""";
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Spec, "m", options: new ModelOptions("when", 3, 1000, true));
        for (var i = 0; i < 40; i++)
        {
            var features = JsonSerializer.SerializeToElement(new { shop = $"s{i % 3}", price = i % 7, when = (i * 37) - 100 });
            var asked = await service.Client.PredictAsync(new PredictRequest("m", features));
            if (i % 2 == 0)
            {
                await service.Client.LabelAsync(new LabelRequest("m", JsonSerializer.SerializeToElement(i * 0.1), asked.Identifier!));
            }
            else
            {
                await service.Client.LearnAsync(new LearnRequest("m", features, JsonSerializer.SerializeToElement(i * 0.1)));
            }

            if (savesOnTheWay && i == 20)
            {
                await service.Client.SaveModelAsync("m");
            }
        }

        _copy = CopyOf(_folder);
        await using var restarted = new ServiceInFolder(_copy);
        Assert.Equal(await service.HashOfAsync("m"), await restarted.HashOfAsync("m"));
        Assert.Equal(await service.Client.GetMetricsAsync("m"), await restarted.Client.GetMetricsAsync("m"));
        Assert.Equal(new ModelOptions("when", 3, 1000, true), (await restarted.Client.GetStatusAsync("m")).Options);
        var replayed = await new LogReplay((await new FileModelArchive(_copy).OpenAsync("m"))!).RunAsync();
        Assert.Equal("when", replayed.Model.TimeFeature);
    }

    [Fact]
    public async Task LearnDuringPredict_IsRecoveredToo()
    {
        static void Configure(OnlineMlServingOptions options) => options.Call.LearnDuringPredict = true;
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

        await restarted.Host.MaintainAsync(CancellationToken.None);
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
        await using var service = new ServiceInFolder(_folder, options => options.Limit.MaxFeatures = 3);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        var wide = JsonElement.Parse("""{"a": 1, "b": 2, "c": 3}""");
        await service.Client.LearnAsync(new LearnRequest("m", wide, JsonValues.Value(1.0)));
        var copy = CopyOf(_folder);

        await using (var restarted = new ServiceInFolder(copy, options => options.Limit.MaxFeatures = 2))
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
        await using var service = new ServiceInFolder(_folder, options => options.Call.RememberFor = TimeSpan.FromDays(30), clock);
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
            Assert.Equal((1, 6), (status.Waiting, status.Position));
            counts = status.Labels;
            second = CopyOf(first);
        }

        // The new limits are an event of the log, so that what came behind it is replayed under them.
        await using (var crashed = new ServiceInFolder(second, options => options.Call.RememberFor = TimeSpan.FromDays(30), clock))
        {
            Assert.Equal(counts, (await crashed.Client.GetStatusAsync("m")).Labels);
        }

        Directory.Delete(first, recursive: true);
        Directory.Delete(second, recursive: true);

        static void Remember(OnlineMlServingOptions options) => (options.Call.RememberedPredictions, options.Call.IdempotencyKeys) = (1, 0);
    }
}
