using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests;

public sealed class LogReplayTests : IDisposable
{
    private const string Regression = """["StandardScaler", "LinearRegression"]""";
    private const string Other = """["StandardScaler", "PARegressor"]""";

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
    public async Task Run_GivesTheStateOfTheServedModelWhileItIsServed()
    {
        await using var service = await ServeAsync(_folder, Regression);
        var before = Content(_folder);
        var result = await new LogReplay(await HistoryAsync(_folder)).RunAsync();
        Assert.Equal((await service.Client.GetModelAsync("m")).StateHash(), result.Model.StateHash());
        Assert.Equal(await service.Client.GetMetricsAsync("m"), result.Metrics);
        Assert.Equal((0L, 90L, 30L, 30L, 30L, 0L), (result.From, result.Position, result.Predictions, result.Learns, result.Labels, result.Refused));
        Assert.Empty(result.Faults);
        Assert.Equal(before, Content(_folder));
    }

    [Fact]
    public async Task Run_StopsWhereItShall()
    {
        string hash;
        await using (var service = await ServeAsync(_folder, Regression))
        {
            hash = await service.HashOfAsync("m");
            await service.Client.LearnAsync(Learn("m", 3, 4));
        }

        var result = await new LogReplay(await HistoryAsync(_folder)) { To = 90 }.RunAsync();
        Assert.Equal(90, result.Position);
        Assert.Equal(hash, result.Model.StateHash());
    }

    [Fact]
    public async Task Run_RemembersPredictionsAsLongAsTheServiceDid()
    {
        var clock = new ManualClock();
        await using var service = new ServiceInFolder(
            _folder, options => (options.Call.RememberFor, options.Storage.RetainAllEvents) = (TimeSpan.FromDays(30), true), clock);
        await service.Client.CreateModelAsync("regression", Regression, "m");
        await service.Client.PredictAsync(Predict("m", 1, "late"));
        clock.Advance(TimeSpan.FromDays(10));
        await service.Client.LabelAsync(Label("m", "late", 1));

        var result = await new LogReplay(await HistoryAsync(_folder)).RunAsync();

        Assert.Equal((1L, 0L), (result.Labels, result.Refused));
        Assert.Equal(await service.HashOfAsync("m"), result.Model.StateHash());
    }

    [Fact]
    public async Task Run_MeasuresAChallengerAsIfItHadBeenServed()
    {
        await using var service = await ServeAsync(_folder, Regression);
        await using var state = await ServeAsync(null, Other);
        var result = await new LogReplay(await HistoryAsync(_folder)) { Challenger = Model.FromSpec(Other) }.RunAsync();
        Assert.Equal(await state.HashOfAsync("m"), result.Model.StateHash());
        Assert.Equal(await state.Client.GetMetricsAsync("m"), result.Metrics);
    }

    [Fact]
    public async Task Run_LetsATrainedChallengerLearnOn()
    {
        await using var service = await ServeAsync(_folder, Regression);
        var trained = Model.FromSpec(Regression);
        trained.Learn(new Features.FeatureVector { ["x"] = 100 }, 7.0);
        var result = await new LogReplay(await HistoryAsync(_folder)) { Challenger = trained }.RunAsync();
        Assert.NotEqual(await service.HashOfAsync("m"), result.Model.StateHash());
        Assert.Equal(90, result.Position);
    }

    [Fact]
    public async Task Run_ReadsACopyWithATornEndUpToItsLastWholeEvent()
    {
        string hash;
        await using (var service = await ServeAsync(_folder, Regression))
        {
            hash = await service.HashOfAsync("m");
            _copy = CopyOf(_folder);
        }

        var log = Assert.Single(Directory.GetFiles(_copy, "*.log", SearchOption.AllDirectories));
        await using (var stream = File.Open(log, FileMode.Append))
        {
            stream.Write([200, 0, 0, 0, 1, 2, 3]);
        }

        var before = Content(_copy);
        var result = await new LogReplay(await HistoryAsync(_copy)).RunAsync();
        Assert.Equal(90, result.Position);
        Assert.Equal(hash, result.Model.StateHash());
        Assert.Equal(before, Content(_copy));
    }

    [Fact]
    public async Task Run_BeginsWithTheEarliestSnapshotThatHasAllLaterEvents()
    {
        await using var service = await ServeAsync(_folder, Regression, saves: true);
        var history = await HistoryAsync(_folder);
        Assert.True(history.First > 1);
        var result = await new LogReplay(history).RunAsync();
        Assert.True(result.From >= history.First - 1);
        Assert.Equal(await service.HashOfAsync("m"), result.Model.StateHash());
        var reason = await Assert.ThrowsAsync<StorageException>(() => new LogReplay(history) { To = 1 }.RunAsync());
        Assert.Contains("no snapshot to begin with", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RefusesAChallengerOfAnotherTask()
    {
        await using var service = await ServeAsync(_folder, Regression);
        var replay = new LogReplay(await HistoryAsync(_folder)) { Challenger = Model.FromSpec("\"LogisticRegression\"") };
        await Assert.ThrowsAsync<OnlineMlException>(() => replay.RunAsync());
    }

    [Fact]
    public async Task Save_WritesWhatAServiceImports()
    {
        await using var service = await ServeAsync(_folder, Regression);
        var result = await new LogReplay(await HistoryAsync(_folder)).RunAsync();
        using var file = new MemoryStream();
        result.Save(file);
        file.Position = 0;
        await service.Client.ImportModelAsync("regression", file, "again");
        Assert.Equal(await service.HashOfAsync("m"), await service.HashOfAsync("again"));
        Assert.Equal(await service.Client.GetMetricsAsync("m"), await service.Client.GetMetricsAsync("again"));
    }

    [Fact]
    public async Task Open_KnowsTheModelsOfTheFolder()
    {
        await using var service = await ServeAsync(_folder, Regression);
        var archive = new FileModelArchive(_folder);
        Assert.Equal(["m"], archive.List());
        Assert.Null(await archive.OpenAsync("other"));
        Assert.Throws<StorageException>(() => new FileModelArchive(Path.Combine(_folder, "missing")).List());
    }

    private static async Task<ServiceInFolder> ServeAsync(string? folder, string spec, bool saves = false)
    {
        var service = new ServiceInFolder(folder);
        await service.Client.CreateModelAsync("regression", spec, "m");
        for (var i = 0; i < 30; i++)
        {
            await service.Client.LearnAsync(Learn("m", i % 7, i));
            await service.Client.PredictAsync(Predict("m", i % 5, "p" + i));
            await service.Client.LabelAsync(Label("m", "p" + i, i % 3));
            if (saves && i % 10 == 9)
            {
                await service.Client.SaveModelAsync("m");
            }
        }

        return service;
    }

    private static async Task<IModelHistory> HistoryAsync(string folder) => (await new FileModelArchive(folder).OpenAsync("m"))!;

    private static List<(string Name, string Bytes)> Content(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => Path.GetFileName(file)[0] != '~')
            .Select(file => (file, Convert.ToHexString(Read(file)))),
    ];

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
