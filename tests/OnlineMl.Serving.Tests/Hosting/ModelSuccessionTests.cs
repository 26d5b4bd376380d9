using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Linear;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class ModelSuccessionTests : IDisposable
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AReplacedModel_KeepsPositionMetricsHistoryAndWhatWaits(bool inFiles)
    {
        await using var service = new ServiceInFolder(inFiles ? _folder : null);
        var client = service.Client;
        await client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(client, 1, 20);
        var predicted = await client.PredictAsync(Predict("m", 5, "waits"));
        var before = await client.GetMetricsAsync("m");

        await client.ReplaceModelAsync("m", Later);

        Assert.Equal((22, 1), ((await client.GetStatusAsync("m")).Position, (await client.GetStatusAsync("m")).Waiting));
        Assert.Equal(before, await client.GetMetricsAsync("m"));
        var history = await client.GetMetricHistoryAsync("m");
        Assert.Equal([20], history.Replacements.Select(mark => mark.Examples));
        Assert.Equal(20, history.Examples[^1]);
        Assert.Contains("PARegressor", (await client.DescribeModelAsync("m")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await client.PredictAsync(new PredictRequest("m", System.Text.Json.JsonElement.Parse("""{"x": 5}""")))).Prediction.GetDouble());

        // The label is scored by what the earlier model had said, and learned by the new one. The first answer of all was not measured.
        await client.LabelAsync(Label("m", "waits", 10));
        var error = Math.Abs(predicted.Prediction.GetDouble() - 10);
        Assert.Equal(((before["MAE"] * 19) + error) / 20, (await client.GetMetricsAsync("m"))["MAE"], 9);
        var alone = Model.FromSpec(Later);
        alone.Learn(new Features.FeatureVector { ["x"] = 5 }, 10);
        Assert.Equal(alone.StateHash(), await service.HashOfAsync("m"));
    }

    [Fact]
    public async Task AReplacement_IsTheSameAfterAKillARestartAndAReplay()
    {
        string hash, state;
        await using (var service = new ServiceInFolder(_folder, options => options.Storage.RetainAllEvents = true))
        {
            await service.Client.CreateModelAsync("regression", Earlier, "m");
            await TeachAsync(service.Client, 1, 20);
            await service.Client.PredictAsync(Predict("m", 5, "waits"));
            await service.Client.ReplaceModelAsync("m", Later);
            await TeachAsync(service.Client, 21, 40);
            await service.Client.LabelAsync(Label("m", "waits", 10));
            hash = await service.HashOfAsync("m");
            state = (await service.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash;
            _copies.Add(CopyOf(_folder));
            var replayed = await new LogReplay((await new FileModelArchive(_folder).OpenAsync("m"))!).RunAsync();
            Assert.Equal(hash, replayed.Model.StateHash());
        }

        foreach (var folder in (string[])[_copies[0], _folder])
        {
            await using var again = new ServiceInFolder(folder);
            Assert.Equal(hash, await again.HashOfAsync("m"));
            Assert.Equal(state, (await again.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash);
            Assert.Single((await again.Client.GetMetricHistoryAsync("m")).Replacements);
        }
    }

    [Fact]
    public async Task AChallenger_StaysInItsPlaceWhereTheServedModelWasReplaced()
    {
        await using var service = new ServiceInFolder(_folder, options => options.Storage.RetainAllEvents = true);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(service.Client, 1, 10);
        await service.Client.ReplaceModelAsync("m", Later);
        await TeachAsync(service.Client, 11, 20);

        var result = await new LogReplay((await new FileModelArchive(_folder).OpenAsync("m"))!) { Challenger = Model.FromSpec(Earlier) }.RunAsync();

        await using var other = new ServiceInFolder(null);
        await other.Client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(other.Client, 1, 20);
        Assert.Equal(await other.HashOfAsync("m"), result.Model.StateHash());
        Assert.Equal((20L, 0L), (result.Learns, result.Refused));
    }

    [Fact]
    public async Task ATrainedModel_GoesOnWithWhatItHasLearned()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(service.Client, 1, 5);
        var trained = new Model(new LinearRegression());
        trained.Learn(new Features.FeatureVector { ["x"] = 1 }, 2);

        await service.Client.ReplaceModelAsync("m", trained);

        Assert.Equal(trained.StateHash(), await service.HashOfAsync("m"));
        await TeachAsync(service.Client, 6, 6);
        trained.Learn(new Features.FeatureVector { ["x"] = 6 }, 12);
        Assert.Equal(trained.StateHash(), await service.HashOfAsync("m"));
    }

    [Fact]
    public async Task AModelThatFillsTheMemory_IsReplaced_ThoughThereIsNoRoomForBoth()
    {
        const int Budget = 1 << 20;
        await using var service = new ServiceInFolder(null, options => (options.Memory.MemoryBudget, options.Memory.MaxModelBytes) = (Budget, Budget));
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        var wide = JsonElement.Parse("{" + string.Join(',', Enumerable.Range(0, 4500).Select(i => $"\"feature number {i}\":1")) + "}");
        await service.Client.LearnAsync(new LearnRequest("m", wide, JsonValues.Value(1.0)));
        Assert.True((await service.Client.GetStatusAsync("m")).MemoryBytes > Budget);
        var successor = await service.Client.GetModelAsync("m");

        await service.Client.ReplaceModelAsync("m", successor).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(successor.StateHash(), await service.HashOfAsync("m"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AModelBehindAPosition_IsTakenThereOnly(bool inFiles)
    {
        await using var service = new ServiceInFolder(inFiles ? _folder : null);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(service.Client, 1, 5);
        var hash = await service.HashOfAsync("m");
        foreach (var position in (long[])[4, 6])
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => ReplaceBehindAsync(position));
            Assert.Equal(Replacement.OtherPosition, refusal.Message);
        }

        Assert.Equal((5L, hash), ((await service.Client.GetStatusAsync("m")).Position, await service.HashOfAsync("m")));
        await ReplaceBehindAsync(5);
        Assert.Equal((6L, Model.FromSpec(Later).StateHash()), ((await service.Client.GetStatusAsync("m")).Position, await service.HashOfAsync("m")));

        Task ReplaceBehindAsync(long position) => service.Host.Succession.ReplaceAsync(
            "m", Model.FromSpec(Later), new Replacement(HasLearned: false, Behind: position), null, CancellationToken.None);
    }

    [Fact]
    public void WhatAReplacementSays_IsReadAsItWasWritten()
    {
        foreach (var replacement in (Replacement[])[new(false), new(true), new(true, Behind: 7)])
        {
            Assert.Equal(replacement, Replacement.Read(replacement.Write()));
        }
    }

    [Theory]
    [InlineData("\"GaussianNB\"", "classification, which does not fit the flavor regression")]
    [InlineData("\"NoSuchModel\"", "NoSuchModel")]
    public async Task AModelThatDoesSomethingElse_IsRefusedAndNothingChanges(string spec, string reason)
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await TeachAsync(service.Client, 1, 5);
        var hash = await service.HashOfAsync("m");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.ReplaceModelAsync("m", spec));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal((5L, hash), ((await service.Client.GetStatusAsync("m")).Position, await service.HashOfAsync("m")));
    }

    [Fact]
    public async Task AnExportedFileOfAnotherFlavor_IsRefused()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await service.Client.CreateModelAsync("custom", Earlier, "other");
        using var file = new MemoryStream();
        await service.Client.ExportModelAsync("other", file);
        file.Position = 0;

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.ReplaceModelAsync("m", file));

        Assert.Equal("The file is of a model of the flavor custom, and the model 'm' has the flavor regression.", refusal.Message);
    }

    [Fact]
    public async Task AReplacementThatIsRepeatedWithItsKey_IsDoneOnce()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", Earlier, "m");
        await service.Client.ReplaceModelAsync("m", Later, idempotencyKey: "swap");
        await TeachAsync(service.Client, 1, 5);
        var hash = await service.HashOfAsync("m");

        await service.Client.ReplaceModelAsync("m", Later, idempotencyKey: "swap");

        Assert.Equal(hash, await service.HashOfAsync("m"));
        Assert.Single((await service.Client.GetMetricHistoryAsync("m")).Replacements);
    }

    [Fact]
    public async Task MetricsOfTwoClasses_MeanTheSameByPositiveWhicheverClassTheModelsMetFirst()
    {
        await using var service = new ServiceInFolder(null);
        var client = service.Client;
        await client.CreateModelAsync("binary", "\"LogisticRegression\"", "m", ["Recall", "Precision"]);
        await using var same = new ServiceInFolder(null);
        await same.Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m", ["Recall", "Precision"]);
        foreach (var (x, label) in new[] { (1.0, "sick"), (-1.0, "healthy"), (2.0, "sick"), (-2.0, "healthy"), (3.0, "sick") })
        {
            await LearnAsync(client, x, label);
            await LearnAsync(same.Client, x, label);
        }

        var successor = Model.FromSpec("\"LogisticRegression\"");
        successor.Learn(new Features.FeatureVector { ["x"] = -1 }, "healthy");
        successor.Learn(new Features.FeatureVector { ["x"] = 1 }, "sick");
        var before = await client.GetReportAsync("m");
        await client.ReplaceModelAsync("m", successor);

        // "healthy" sorts first and is the negative class, of either model.
        Assert.Equal(await same.Client.GetMetricsAsync("m"), await client.GetMetricsAsync("m"));
        foreach (var (x, label) in new[] { (4.0, "sick"), (-4.0, "healthy") })
        {
            await LearnAsync(client, x, label);
            await LearnAsync(same.Client, x, label);
        }

        Assert.Equal(await same.Client.GetMetricsAsync("m"), await client.GetMetricsAsync("m"));
        Assert.Equivalent((await same.Client.GetReportAsync("m")).Confusion, (await client.GetReportAsync("m")).Confusion);
        Assert.NotNull(before.Confusion);
    }

    [Fact]
    public async Task AModelOfOtherClasses_IsRefused()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m");
        await LearnAsync(service.Client, 1, "yes");
        await LearnAsync(service.Client, 2, "no");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(
            () => service.Client.ReplaceModelAsync("m", """{"labels": ["healthy", "sick"], "model": "LogisticRegression"}"""));

        Assert.Contains("neither 'healthy' nor 'sick'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallsGoOnWhileAModelIsReplaced()
    {
        await using var service = new ServiceInFolder(_folder);
        var client = service.Client;
        await client.CreateModelAsync("regression", Earlier, "m");
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var identifier = $"{caller}-{i}";
                await client.PredictAsync(Predict("m", i, identifier));
                await client.LabelAsync(Label("m", identifier, 2 * i));
            }
        })).ToArray();
        for (var i = 0; i < 10; i++)
        {
            await client.ReplaceModelAsync("m", i % 2 == 0 ? Later : Earlier);
        }

        await Task.WhenAll(callers);

        var status = await client.GetStatusAsync("m");
        Assert.Equal((810L, 0), (status.Position, status.Waiting));
        Assert.Equal((0L, 10), (status.Labels.Unknown, (await client.GetMetricHistoryAsync("m")).Replacements.Count));
        var state = await service.Host.ReadStateHashAsync("m", CancellationToken.None);
        _copies.Add(CopyOf(_folder));
        await using var again = new ServiceInFolder(_copies[0]);
        Assert.Equal(state, await again.Host.ReadStateHashAsync("m", CancellationToken.None));
    }

    [Fact]
    public async Task ASpec_TakesItsExamplesAsTheEarlierModelDid()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", Earlier, "m", options: new ModelOptions(MaxNames: 7, ParseNumbers: true));

        await service.Client.ReplaceModelAsync("m", Later, new ModelOptions(MaxNames: 9));

        var options = (await service.Client.GetStatusAsync("m")).Options;
        Assert.Equal((9, true), (options!.MaxNames, options.ParseNumbers));
    }

    private static async Task TeachAsync(InProcessClient client, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            await client.LearnAsync(Learn("m", i, 2 * i));
        }
    }

    private static Task LearnAsync(InProcessClient client, double x, string label) =>
        client.LearnAsync("m", new Dictionary<string, object?> { ["x"] = x }, label);
}
