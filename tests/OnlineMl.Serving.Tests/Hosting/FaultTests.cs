using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;
using OnlineMl.Serving.Tests.Storage.Files;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>A disk that fails in the middle of the work of a whole host.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly SimulatedFileSystem _disk = new();
    private readonly ManualClock _clock = new();
    private readonly FileModelStore _store;
    private readonly ModelHost _host;
    private readonly InProcessClient _client;
    private Predicate<string> _fails = _ => false;
    private SimulatedOutcome _failure = SimulatedOutcome.Failure;

    public FaultTests()
    {
        _disk.Outcome = number => _fails(_disk.Operations[number]) ? _failure : SimulatedOutcome.Success;
        _store = Open(_disk);
        _host = Host(_store, _clock);
        _client = new InProcessClient(_host);
    }

    public async Task InitializeAsync()
    {
        await _client.CreateModelAsync("regression", """["StandardScaler", "LinearRegression"]""", "m");
        await _client.LearnAsync(Learn("m", 1, 2));
        await _client.PredictAsync(Predict("m", 2, "waits"));
    }

    public async Task DisposeAsync()
    {
        _fails = _ => false;
        await _host.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task AFullDisk_RefusesWhatMustBeStoredAndServesPredictionsUntilThereIsSpace()
    {
        var before = await HashAsync(_client);
        (_failure, _fails) = (SimulatedOutcome.Full, _ => true);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RefusalKind.StorageFull, await RefusalOfAsync(_client.LearnAsync(Learn("m", i, i))));
            Assert.Equal(RefusalKind.StorageFull, await RefusalOfAsync(_client.PredictAsync(Predict("m", i, "kept"))));
            Assert.Equal(RefusalKind.StorageFull, await RefusalOfAsync(_client.LabelAsync(Label("m", "waits", i))));
            Assert.NotEqual(0, await PeekAsync());
        }

        Assert.Equal(before, await HashAsync(_client));
        Assert.False(_host.Health.IsReady);
        Assert.Contains(_host.Health.Problems, problem => problem.Contains("no space", StringComparison.Ordinal));

        _fails = _ => false;
        await _client.LearnAsync(Learn("m", 3, 3));
        await _client.LabelAsync(Label("m", "waits", 4));
        Assert.True(_host.Health.IsReady);
        await RestartIsEqualAsync(position: 4);
    }

    [Theory]
    [InlineData(SimulatedOutcome.Failure)]
    [InlineData(SimulatedOutcome.LateFailure)]
    [InlineData(SimulatedOutcome.Full)]
    public async Task APredictionThatCannotBeStored_IsAnsweredWithoutAnIdentifierUnlessOneWasGiven(SimulatedOutcome failure)
    {
        await using var host = Host(_store, _clock, generateIdentifiers: true);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "predicts");
        await client.LearnAsync(Learn("predicts", 1, 2));
        var before = await client.PredictAsync(Predict("predicts", 5));
        Assert.NotNull(before.Identifier);

        (_failure, _fails) = (failure, _ => true);
        for (var i = 0; i < 3; i++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.PredictAsync(Predict("predicts", 5))));
            Assert.All(answers, answer => Assert.Null(answer.Identifier));
            Assert.All(answers, answer => Assert.Equal(before.Prediction.GetDouble(), answer.Prediction.GetDouble()));
            Assert.NotNull(await RefusalOfAsync(client.PredictAsync(Predict("predicts", 5, "given"))));
            Assert.Null((await client.PredictAsync(Predict("predicts", 5, key: "key"))).Identifier);
        }

        _fails = _ => false;
        Assert.NotNull((await client.PredictAsync(Predict("predicts", 5, key: "key"))).Identifier);
        Assert.Equal((2, 17), ((await client.GetStatusAsync("predicts")).Waiting, (await client.GetStatsAsync("predicts")).Predict.Calls));
    }

    [Fact]
    public async Task WhenThereIsSpaceAgain_TheServiceIsReadyAlthoughNobodyWrites()
    {
        await _client.SaveModelAsync("m");
        (_failure, _fails) = (SimulatedOutcome.Full, _ => true);
        Assert.NotNull(await RefusalOfAsync(_client.LearnAsync(Learn("m", 1, 1))));
        await _host.MaintainAsync(CancellationToken.None);
        Assert.False(_host.Health.IsReady);

        _fails = _ => false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _host.MaintainAsync(CancellationToken.None);

        Assert.True(_host.Health.IsReady, string.Join(' ', _host.Health.Problems));
        await RestartIsEqualAsync(position: 2);
    }

    [Theory]
    [InlineData(SimulatedOutcome.Failure)]
    [InlineData(SimulatedOutcome.LateFailure)]
    public async Task AFlushThatFails_IsNeverAcknowledgedAndLosesNothingElse(SimulatedOutcome failure)
    {
        _failure = failure;
        for (var i = 0; i < 5; i++)
        {
            _fails = operation => operation.StartsWith("flush ", StringComparison.Ordinal);
            Assert.Equal(RefusalKind.Unavailable, await RefusalOfAsync(_client.LearnAsync(Learn("m", 100, 100, $"key {i}"))));
            Assert.False(_host.Health.IsReady);
            _fails = _ => false;
            await _client.LearnAsync(Learn("m", i, i, $"key {i}"));
            Assert.True(_host.Health.IsReady);
            await RestartIsEqualAsync(position: 3 + i);
        }
    }

    [Fact]
    public async Task ASnapshotThatFails_IsShownAndTriedAgain()
    {
        _fails = operation => operation.Contains(".oml", StringComparison.Ordinal);
        await _client.LearnAsync(Learn("m", 3, 3));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await _host.MaintainAsync(CancellationToken.None);
        Assert.Contains(_host.Health.Problems, problem => problem.Contains("snapshot", StringComparison.Ordinal));
        Assert.Equal(0, (await _client.GetStatusAsync("m")).SnapshotPosition);
        Assert.Equal(RefusalKind.Unavailable, await RefusalOfAsync(_client.SaveModelAsync("m")));
        await _client.LearnAsync(Learn("m", 4, 4));
        await RestartIsEqualAsync(position: 4);

        _fails = _ => false;
        _clock.Advance(TimeSpan.FromMinutes(10));
        await _host.MaintainAsync(CancellationToken.None);
        Assert.Equal(4, (await _client.GetStatusAsync("m")).SnapshotPosition);
        Assert.Empty(_host.Health.Problems);
        await RestartIsEqualAsync(position: 4);
    }

    [Fact]
    public async Task EveryOperationThatFails_IsARefusalAndNothingAcknowledgedIsLost()
    {
        foreach (var failure in new[] { SimulatedOutcome.Failure, SimulatedOutcome.LateFailure, SimulatedOutcome.Full })
        {
            for (var number = 0; number < 40; number++)
            {
                await FailOnceAsync(number, failure);
            }
        }
    }

    private static async Task FailOnceAsync(int number, SimulatedOutcome failure)
    {
        var disk = new SimulatedFileSystem();
        await using var store = Open(disk);
        await using var host = Host(store, new ManualClock());
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var first = disk.Operations.Count;
        disk.Outcome = operation => operation == first + number ? failure : SimulatedOutcome.Success;
        var acknowledged = 0;
        for (var i = 0; i < 8; i++)
        {
            acknowledged += await RefusalOfAsync(client.LearnAsync(Learn("m", i, i))) is null ? 1 : 0;
            if (i % 3 == 2)
            {
                await RefusalOfAsync(client.SaveModelAsync("m"));
            }
        }

        Assert.True(acknowledged >= 7, $"Operation {number}, {failure}: {acknowledged} of 8 calls were done.");
        await using var copied = Open(disk.Copy());
        await using var restarted = Host(copied, new ManualClock());
        var again = new InProcessClient(restarted);
        Assert.Equal(acknowledged, (await again.GetStatusAsync("m")).Position);
        Assert.Equal(await HashAsync(client), await HashAsync(again));
    }

    private static FileModelStore Open(SimulatedFileSystem disk) => new("/models", new FileModelStoreOptions { WriterThreads = 1 }, null, null, disk);

    private static ModelHost Host(FileModelStore store, TimeProvider time, bool generateIdentifiers = false) => new(
        store,
        ComponentCatalog.BuiltIn,
        Options.Create(new OnlineMlServingOptions { Call = { GenerateIdentifiers = generateIdentifiers } }),
        time,
        NullLogger<ModelHost>.Instance);

    private static async Task<string> HashAsync(InProcessClient client) => (await client.GetModelAsync("m")).StateHash();

    private static async Task<RefusalKind?> RefusalOfAsync(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (OnlineMlException refusal)
        {
            Assert.NotEmpty(refusal.Message);
            return refusal.Kind;
        }
    }

    private async Task<double> PeekAsync()
    {
        var prediction = new ArrayBufferWriter<byte>();
        await _host.Calls.PredictAsync(new ModelCall { Model = "m", Features = """{"x": 5}"""u8 }, prediction);
        return double.Parse(Encoding.UTF8.GetString(prediction.WrittenSpan), System.Globalization.CultureInfo.InvariantCulture);
    }

    // What a crash at this moment would leave is the same model.
    private async Task RestartIsEqualAsync(long position)
    {
        await using var store = Open(_disk.Copy());
        await using var host = Host(store, _clock);
        var restarted = new InProcessClient(host);
        var status = await restarted.GetStatusAsync("m");
        Assert.Equal(position, status.Position);
        Assert.Equal(await HashAsync(_client), await HashAsync(restarted));
        Assert.Equal(await _client.GetMetricsAsync("m"), await restarted.GetMetricsAsync("m"));
    }
}
