using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;

namespace OnlineMl.Serving.Tests.Hosting;

public class StoreWatchTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task AStoreThatCannotStore_IsKnownUntilItCanAgain()
    {
        await using var store = HookedStore.Open();
        var watch = new StoreWatch(store, _clock, NullLogger.Instance);
        await watch.LookAsync([], CancellationToken.None);
        Assert.Null(watch.Fault);

        store.Checking = () => throw new StorageException("The disk is gone.");
        await LookLaterAsync(watch);
        Assert.Equal("The disk is gone.", watch.Fault);

        store.Checking = null;
        await LookLaterAsync(watch);
        Assert.Null(watch.Fault);
    }

    [Fact]
    public async Task WhoLooksAgainAtOnce_LeavesTheStoreAlone()
    {
        await using var store = HookedStore.Open();
        var looks = 0;
        store.Checking = () => looks++;
        var watch = new StoreWatch(store, _clock, NullLogger.Instance);
        await watch.LookAsync([], CancellationToken.None);
        await watch.LookAsync([], CancellationToken.None);
        Assert.Equal(1, looks);
        await LookLaterAsync(watch);
        Assert.Equal(2, looks);
    }

    private Task LookLaterAsync(StoreWatch watch)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        return watch.LookAsync([], CancellationToken.None);
    }
}
