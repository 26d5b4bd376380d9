using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Mixing;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Mixing;

/// <summary>Shares that cannot be merged, whatever the reason.</summary>
public sealed class ModelMixingTests : IAsyncLifetime
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(2);

    private readonly SharedMemoryStore _store = Open();
    private readonly AskedRouter _router = new();
    private readonly ModelHost _host;
    private readonly InProcessClient _client;

    public ModelMixingTests()
    {
        _host = Host(_store, _router);
        _client = new InProcessClient(_host);
    }

    public async Task InitializeAsync()
    {
        await _client.CreateModelAsync("regression", "\"LinearRegression\"", "m", options: new ModelOptions(Mixing: new MixingOptions(2, TimeSpan.FromMilliseconds(100))));
        await _client.LearnAsync(Learn("m", 1, 2));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task AMergeForWhichThereWasNoMemory_IsTriedAgain_AndTheHostSavesItsModelsAtItsEnd()
    {
        var failures = 3;
        _router.Asked = _ => Interlocked.Decrement(ref failures) >= 0 ? Task.FromException(new EndOfMemoryException()) : Task.CompletedTask;
        using var limit = new CancellationTokenSource(MaxWait);
        while ((await _client.GetReportAsync("m")).Examples != 1 || (await _client.GetStatusAsync("m")).Faults.Count > 0)
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.True(failures < 0);
        await _host.StopAsync(CancellationToken.None);
        Assert.Empty(_host.UnsavedModels);
        await using var log = await _store.OpenAsync("m", CancellationToken.None);
        Assert.Contains(log!.Position, await log.ListSnapshotsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AMergeThatDoesNotEnd_KeepsNobodyFromHearingWhatIsUnsaved()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _router.Asked = _ =>
        {
            asked.TrySetResult();
            return answered.Task;
        };
        await asked.Task.WaitAsync(MaxWait);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _host.StopAsync(new CancellationToken(canceled: true)));
        Assert.Contains("m", _host.UnsavedModels);
        answered.SetResult();
    }

    private static SharedMemoryStore Open() => new(new SharedMemory());

    private static ModelHost Host(SharedMemoryStore store, IModelRouter router) => new(
        store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance, router: router);

    /// <summary>Lets this server do everything, but asks the test before a share is cut or merged.</summary>
    private sealed class AskedRouter : IModelRouter
    {
        public Func<string, Task> Asked { get; set; } = _ => Task.CompletedTask;

        public bool IsHere(string model) => true;

        public bool MayAnswer(string model) => false;

        public Task<RoutedAnswer?> TakeAsync(EventKind kind, OwnedCall call, CancellationToken cancellationToken) => Task.FromResult<RoutedAnswer?>(null);

        public Task<string?> FindOwnerAsync(string model, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public async Task<MixingAnswer?> MixAsync(string share, MixingStep step, CancellationToken cancellationToken)
        {
            await Asked(share);
            return null;
        }
    }

    private sealed class EndOfMemoryException() : OutOfMemoryException("There is no memory.");
}
