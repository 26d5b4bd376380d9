using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests;

/// <summary>A component that fails with what no refusal can answer, such as the end of the memory.</summary>
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
    public async Task AnExampleThatEndsTheMemory_LosesNoEventAndLearnsNoneTwice()
    {
        using var appended = new ManualResetEventSlim();
        var failures = 1;
        FragileRegressor.Learning = y =>
        {
            appended.Wait();
            if (y == Fatal && failures-- > 0)
            {
                EndMemory();
            }
        };
        Task[] calls = [.. new[] { 1.0, 2, Fatal, 4, 5, 6 }.Select(y => _client.LearnAsync(Learn("m", 1, y)))];
        appended.Set();

        var refusals = await Task.WhenAll(calls.Select(RefusalOfAsync));

        Assert.Equal([null, null], refusals[..2]);
        Assert.All(refusals[2..], refusal => Assert.Equal(RefusalKind.Unavailable, refusal?.Kind));
        Assert.All(refusals[2..], refusal => Assert.Contains("There is no more.", refusal!.Message, StringComparison.Ordinal));
        await _client.LearnAsync(Learn("m", 1, 7));
        await IsRestoredAsync(_client, learned: 7);
        Assert.Contains(_host.Health.Problems, problem => problem.Contains("There is no more.", StringComparison.Ordinal));
        Assert.True(_host.Health.IsReady);

        await _client.SaveModelAsync("m");
        await IsRestoredAfterCrashAsync(learned: 7);
    }

    [Fact]
    public async Task AModelThatFailed_IsClosedByTheKeeperWithoutASnapshot()
    {
        FragileRegressor.Learning = _ => EndMemory();
        Assert.NotNull(await RefusalOfAsync(_client.LearnAsync(Learn("m", 1, 1))));
        Assert.Equal(2, _host.LoadedModels);

        await _host.KeepAsync(CancellationToken.None);

        Assert.Equal(1, _host.LoadedModels);
        var refusal = await RefusalOfAsync(_client.GetStatusAsync("m"));
        Assert.Equal(RefusalKind.Unavailable, refusal?.Kind);
        Assert.Contains("cannot be restored now", refusal!.Message, StringComparison.Ordinal);
        await _client.LearnAsync(Learn("other", 1, 1));

        FragileRegressor.Learning = null;
        await IsRestoredAsync(_client, learned: 1);
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
        Options.Create(new OnlineMlServingOptions { GenerateIdentifiers = false }),
        TimeProvider.System,
        NullLogger<ModelHost>.Instance);

    private static async Task IsRestoredAsync(InProcessClient client, int learned)
    {
        Assert.Equal(learned, (await client.GetStatusAsync("m")).Position);
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

    private async Task IsRestoredAfterCrashAsync(int learned)
    {
        var copy = CopyOf(_folder);
        await using (var store = Open(copy))
        await using (var host = Host(store))
        {
            await IsRestoredAsync(new InProcessClient(host), learned);
        }

        Directory.Delete(copy, recursive: true);
    }

    private sealed class EndOfMemoryException(string message) : OutOfMemoryException(message);
}
