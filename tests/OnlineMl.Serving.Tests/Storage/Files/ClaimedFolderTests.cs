using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class ClaimedFolderTests
{
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public async Task AStore_TouchesNothingBeforeItIsStarted()
    {
        await using (new FileModelStore("/models", null, null, null, _files))
        {
        }

        Assert.Empty(_files.Operations);
        Assert.False(_files.FolderExists("/models"));
    }

    [Fact]
    public async Task AStore_TakesItsFolderWithTheFirstCall()
    {
        await using var store = new FileModelStore("/models", null, null, null, _files);
        Assert.Empty(await store.ListAsync(CancellationToken.None));
        Assert.True(_files.FolderExists("/models"));

        await using var other = new FileModelStore("/models", null, null, null, _files);
        await Assert.ThrowsAsync<StorageException>(() => other.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AnOpeningThatFailed_NamesTheFolderAndIsTriedAgain()
    {
        var folder = Make();
        _files.Outcome = _ => SimulatedOutcome.Failure;
        var failure = await Assert.ThrowsAsync<StorageException>(folder.OpenAsync);
        Assert.Contains("The folder '/models' cannot be used", failure.Message, StringComparison.Ordinal);

        _files.Outcome = _ => SimulatedOutcome.Success;
        await folder.OpenAsync();
        await folder.CloseAsync();
    }

    [Fact]
    public async Task ManyAtOnce_OpenItOnce()
    {
        var folder = Make();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(folder.OpenAsync)));
        Assert.Single(_files.Operations, operation => operation.StartsWith("create folder", StringComparison.Ordinal));
        await folder.CloseAsync();
    }

    [Fact]
    public async Task AFolderThatWasClosed_IsFreeForOthersAndNotOpenedAgain()
    {
        var folder = Make();
        await folder.OpenAsync();
        await folder.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(folder.OpenAsync);

        var other = Make();
        await other.OpenAsync();
        await other.CloseAsync();
    }

    private ClaimedFolder Make() => new(
        "/models",
        _files,
        new ModelFolders("/models", _files, NullLogger.Instance),
        new FileLogContext(new FileModelStoreOptions(), null, TimeProvider.System, NullLogger.Instance, (_, _) => { }));
}
