using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>A component that fails with what no refusal can answer, such as the end of the memory.</summary>
[Collection(nameof(FragileRegressor))]
public sealed class FailingModelTests : IAsyncLifetime
{
    private const double Fatal = 777;

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
    private readonly FileModelStore _store;
    private readonly ModelHost _host;
    private readonly InProcessClient _client;

    public FailingModelTests()
    {
        _store = Open(_folder);
        _host = Host(_store);
        _client = new InProcessClient(_host);
    }

    public async Task InitializeAsync()
    {
        await _client.CreateModelAsync("regression", "\"Fragile\"", "m");
        await _client.CreateModelAsync("regression", "\"LinearRegression\"", "other");
    }

    public async Task DisposeAsync()
    {
        (FragileRegressor.Learning, FragileRegressor.Describing) = (null, null);
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AnExampleThatEndsTheMemory_IsPassedOverAndNoOtherIsLostOrLearnedTwice()
    {
        using var appended = new ManualResetEventSlim();
        FragileRegressor.Learning = y =>
        {
            appended.Wait();
            EndMemoryAt(y);
        };
        Task[] calls = [.. new[] { 1.0, 2, Fatal, 4, 5, 6 }.Select(y => _client.LearnAsync(Learn("m", 1, y)))];
        appended.Set();

        var refusals = await Task.WhenAll(calls.Select(RefusalOfAsync));

        Assert.Equal([null, null], refusals[..2]);
        Assert.Equal(RefusalKind.BadRequest, refusals[2]?.Kind);
        Assert.Contains("passed over for good", refusals[2]!.Message, StringComparison.Ordinal);
        Assert.All(refusals[3..], refusal => Assert.Equal(RefusalKind.Unavailable, refusal?.Kind));
        Assert.All(refusals[3..], refusal => Assert.Contains("There is no more.", refusal!.Message, StringComparison.Ordinal));
        await _client.LearnAsync(Learn("m", 1, 7));
        await IsRestoredAsync(_client, learned: 6, position: 7);
        Assert.Contains(_host.Health.Problems, problem => problem.Contains("There is no more.", StringComparison.Ordinal));
        Assert.True(_host.Health.IsReady);
        await IsRestoredAfterCrashAsync(learned: 6, position: 7);

        await _client.SaveModelAsync("m");
        await IsRestoredAfterCrashAsync(learned: 6, position: 7);
        Assert.Contains((await _client.GetStatusAsync("m")).Faults, fault => fault.Contains("event 3 is passed over", StringComparison.Ordinal));
        Assert.Contains(_host.Health.Problems, problem => problem.Contains("event 3 is passed over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AReplayThatEndsTheMemoryOnce_PassesNothingOver()
    {
        await _client.LearnAsync(Learn("m", 1, 1));
        await _client.LearnAsync(Learn("m", 1, Fatal));
        await _client.LearnAsync(Learn("m", 1, 3));
        var failures = 1;
        FragileRegressor.Learning = y =>
        {
            if (failures-- > 0)
            {
                EndMemoryAt(Fatal);
            }
        };

        await IsRestoredAfterCrashAsync(learned: 3, position: 3);
    }

    [Fact]
    public async Task AReplayThatEndsTheMemoryEachTime_PassesTheEventOver()
    {
        await _client.LearnAsync(Learn("m", 1, 1));
        await _client.LearnAsync(Learn("m", 1, Fatal));
        await _client.LearnAsync(Learn("m", 1, 3));
        FragileRegressor.Learning = EndMemoryAt;

        await IsRestoredAfterCrashAsync(learned: 2, position: 3);
    }

    [Fact]
    public async Task AReplay_MarksEachEventForTheCaseThatTheProcessDies()
    {
        for (var y = 1; y <= 3; y++)
        {
            await _client.LearnAsync(Learn("m", 1, y));
        }

        var copy = CopyOf(_folder);
        var marked = new List<byte>();
        FragileRegressor.Learning = _ => marked.Add(Marked(copy));

        Assert.Equal(3, await LearnedAsync(copy));
        Assert.Equal(new byte[] { 1, 2, 3 }, marked);
        Directory.Delete(copy, recursive: true);

        static byte Marked(string folder)
        {
            using var file = new FileStream(Path.Combine(folder, "m", "replay.mark"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return (byte)file.ReadByte();
        }
    }

    [Fact]
    public async Task AHistory_IsReplayedWithoutTheEventsThatArePassedOver()
    {
        FragileRegressor.Learning = EndMemoryAt;
        await _client.LearnAsync(Learn("m", 1, 1));
        Assert.NotNull(await RefusalOfAsync(_client.LearnAsync(Learn("m", 1, Fatal))));
        await _client.LearnAsync(Learn("m", 1, 3));

        var history = await new FileModelArchive(_folder).OpenAsync("m");
        var result = await new LogReplay(history!) { Catalog = ComponentCatalog.BuiltIn.With<FragileRegressor>() }.RunAsync();

        Assert.Equal([2], history!.PassedOver);
        Assert.Equal(3, result.Position);
        Assert.Equal(2, result.Model.Predict(result.Model.NewExample()).Number);
    }

    [Fact]
    public async Task AModelThatFailed_IsClosedByTheKeeperWithoutASnapshot()
    {
        FragileRegressor.Learning = _ => EndMemory();
        Assert.NotNull(await RefusalOfAsync(_client.LearnAsync(Learn("m", 1, 1))));
        Assert.Equal(2, _host.LoadedModels);

        await _host.MaintainAsync(CancellationToken.None);

        Assert.Equal(1, _host.LoadedModels);
        await _client.LearnAsync(Learn("other", 1, 1));
        await IsRestoredAsync(_client, learned: 0, position: 1);
    }

    [Fact]
    public async Task AStateThatCannotBeSaved_IsReportedAndStopsNoOtherModel()
    {
        await _client.LearnAsync(Learn("m", 1, 1));
        await _client.LearnAsync(Learn("other", 1, 1));
        FragileRegressor.Describing = () => throw new InvalidOperationException("It is too large.");

        var refusal = await RefusalOfAsync(_client.SaveModelAsync("m"));

        Assert.Equal(RefusalKind.Unavailable, refusal?.Kind);
        Assert.Contains("It is too large.", refusal!.Message, StringComparison.Ordinal);
        Assert.Contains(_host.Health.Problems, problem => problem.Contains("It is too large.", StringComparison.Ordinal));
        await _client.SaveModelAsync("other");
        await _client.LearnAsync(Learn("m", 1, 2));
        await _host.StopAsync(CancellationToken.None);
        FragileRegressor.Describing = null;
        await IsRestoredAfterCrashAsync(learned: 2);
    }

    [Fact]
    public async Task AModelThatTakesLongToRestore_GoesOnBeingRestoredWhenItsFirstCallerGivesUp()
    {
        await _client.LearnAsync(Learn("m", 1, 1));
        await _client.LearnAsync(Learn("m", 1, 2));
        var copy = CopyOf(_folder);
        await using (var store = Open(copy))
        await using (var host = Host(store))
        {
            var client = new InProcessClient(host);
            var replayed = 0;
            var isReplaying = new TaskCompletionSource();
            using var goesOn = new ManualResetEventSlim();
            FragileRegressor.Learning = _ =>
            {
                replayed++;
                isReplaying.TrySetResult();
                goesOn.Wait();
            };
            using var patience = new CancellationTokenSource();
            var first = Task.Run(() => client.GetStatsAsync("m", patience.Token));
            await isReplaying.Task;

            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            goesOn.Set();

            await IsRestoredAsync(client, learned: 2);
            Assert.Equal(2, replayed);
        }

        Directory.Delete(copy, recursive: true);
    }

    private static void EndMemory() => ExceptionDispatchInfo.Throw(new EndOfMemoryException("There is no more."));

    private static FileModelStore Open(string folder) => new(folder);

    private static ModelHost Host(FileModelStore store) => new(
        store,
        ComponentCatalog.BuiltIn.With<FragileRegressor>(),
        Options.Create(new OnlineMlServingOptions { Call = { GenerateIdentifiers = false } }),
        TimeProvider.System,
        NullLogger<ModelHost>.Instance);

    private static void EndMemoryAt(double y)
    {
        if (y == Fatal)
        {
            EndMemory();
        }
    }

    private static async Task<int> LearnedAsync(string folder)
    {
        await using var store = Open(folder);
        await using var host = Host(store);
        return (int)(await new InProcessClient(host).PredictAsync(Predict("m", 1))).Prediction.GetDouble();
    }

    private static async Task IsRestoredAsync(InProcessClient client, int learned, int? position = null)
    {
        Assert.Equal(position ?? learned, (await client.GetStatusAsync("m")).Position);
        Assert.Equal(learned, (await client.GetStatsAsync("m")).Learn.Calls);
        Assert.Equal(learned, (await client.PredictAsync(Predict("m", 1))).Prediction.GetDouble());
    }

    private static async Task<OnlineMlException?> RefusalOfAsync(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (OnlineMlException refusal)
        {
            return refusal;
        }
    }

    private async Task IsRestoredAfterCrashAsync(int learned, int? position = null)
    {
        var copy = CopyOf(_folder);
        await using (var store = Open(copy))
        await using (var host = Host(store))
        {
            await IsRestoredAsync(new InProcessClient(host), learned, position);
        }

        Directory.Delete(copy, recursive: true);
    }

    private sealed class EndOfMemoryException(string message) : OutOfMemoryException(message);
}
