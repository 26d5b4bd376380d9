using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Mixing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>What a server knows of models that another one creates and deletes.</summary>
public sealed class ModelDirectoryTests : IAsyncDisposable
{
    private readonly SharedMemoryStore _store;
    private readonly SharedMemoryStore _other;
    private readonly ServingContext _context = new(
        new OnlineMlServingOptions(), ComponentCatalog.BuiltIn, TimeProvider.System, new ServingInstruments(null), NullLogger.Instance);
    private readonly HostLifetime _lifetime = new(_ => Task.CompletedTask);
    private readonly ModelDirectory _directory;

    public ModelDirectoryTests()
    {
        var place = new SharedMemory();
        (_store, _other) = (new SharedMemoryStore(place), new SharedMemoryStore(place));
        var unloader = new ModelUnloader(_store, _context, new SnapshotTaker(_context, NullLogger.Instance), NullLogger.Instance);
        _directory = new ModelDirectory([], _store, unloader, _lifetime);
    }

    public async ValueTask DisposeAsync()
    {
        _lifetime.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
        await _store.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task FindAsync_KnowsWhatAnotherServerCreated()
    {
        Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => FindAsync("m"))).Kind);
        await CreateAsync("m");
        var entry = await FindAsync("m");
        Assert.Same(entry, await FindAsync("m"));
        Assert.Equal(["m"], _directory.Names);
    }

    [Fact]
    public async Task FindAsync_AsksTheStoreForNoNameThatIsNone() =>
        Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => FindAsync("../m"))).Kind);

    [Fact]
    public async Task RefreshAsync_DropsWhatAnotherServerDeleted_AndKeepsTheRest()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        await _directory.RefreshAsync(CancellationToken.None);
        var kept = await FindAsync("b");
        await _other.DeleteAsync("a", CancellationToken.None);
        await _directory.RefreshAsync(CancellationToken.None);
        Assert.Equal(["b"], _directory.Names);
        Assert.Same(kept, await FindAsync("b"));
    }

    [Fact]
    public async Task AnotherModelOfTheName_GetsAPlaceOfItsOwn()
    {
        await CreateAsync("m");
        var first = await FindAsync("m");
        await _other.DeleteAsync("m", CancellationToken.None);
        await CreateAsync("m");
        await _directory.RefreshAsync("m", CancellationToken.None);
        var second = await FindAsync("m");
        Assert.NotSame(first, second);
        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.True(first.IsDeleted);
    }

    [Fact]
    public async Task DropIfGoneAsync_KeepsWhatIsThere_AndWhatIsBeingCreated()
    {
        await CreateAsync("m");
        await FindAsync("m");
        Assert.False(await _directory.DropIfGoneAsync("m", CancellationToken.None));
        _directory.TryAdd(new ModelEntry("new") { IsBeingCreated = true });
        Assert.False(await _directory.DropIfGoneAsync("new", CancellationToken.None));
        Assert.True(await _directory.DropIfGoneAsync("unknown", CancellationToken.None));
        Assert.Equal(2, _directory.Models);
    }

    [Fact]
    public void AModel_IsNotGivenSharesByTheirNames_WhichMayBeThoseOfAnEarlierOne()
    {
        _directory.Add(ModelNames.OfShare("m", 0, 2), "epoch");
        _directory.Add(ModelNames.OfShare("m", 1, 2), "epoch");
        Assert.Null(_directory.Add("m", "epoch").Shares);
        Assert.True(_directory.HasShares);
    }

    [Fact]
    public void AModel_HasItsShares_WhileAllAreThere()
    {
        var whole = _directory.Add("m", "epoch");
        var first = _directory.Add(ModelNames.OfShare("m", 0, 2), "epoch");
        whole.Shares = new ModelShares("m", 2);

        first.IsDeleted = true;
        _directory.ForgetIfDeleted(first);
        Assert.Null(whole.Shares);
    }

    private Task<ModelEntry> FindAsync(string name) => _directory.FindAsync(name, CancellationToken.None).AsTask();

    private async Task CreateAsync(string name) =>
        await (await _other.CreateAsync(name, new ReadOnlySequence<byte>([1]), CancellationToken.None))!.DisposeAsync();
}
