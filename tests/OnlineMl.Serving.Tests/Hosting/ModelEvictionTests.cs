using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage.Memory;
using Xunit;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class ModelEvictionTests : IDisposable
{
    private const int Fitting = 16;

    private readonly ManualClock _clock = new();
    private readonly ServingContext _context;
    private readonly List<ModelEntry> _entries = [];
    private readonly List<string> _asked = [];
    private readonly ModelState _state = new(
        "model", new ServedHeader(Flavor.Regression, null), Model.FromSpec("\"LinearRegression\""), new OnlineMlServingOptions(), ComponentCatalog.BuiltIn);

    private readonly MemoryModelLog _log = new(new MemoryModel([]), 0);
    private readonly ModelEviction _eviction;
    private bool _canSave = true;

    private readonly long _modelBytes;

    public ModelEvictionTests()
    {
        _modelBytes = MemoryBudget.SizeOf(_state.MemorySize());
        var options = new OnlineMlServingOptions { Memory = { MemoryBudget = Fitting * _modelBytes } };
        _context = new ServingContext(options, ComponentCatalog.BuiltIn, _clock, new ServingInstruments(null), NullLogger.Instance);
        _eviction = new ModelEviction(_entries, _context, UnloadAsync);
    }

    public void Dispose()
    {
        _eviction.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
    }

    [Fact]
    public async Task ReserveAsync_WithinTheBudget_UnloadsNothing()
    {
        Load(Fitting - 1);

        using var reserved = await ReserveAsync(_modelBytes);

        Assert.Empty(_asked);
        Assert.Equal(Fitting * _modelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task ReserveAsync_BeyondTheBudget_UnloadsTheFirstDownToFifteenSixteenths()
    {
        Load(Fitting);

        using (await ReserveAsync(_modelBytes))
        {
            Assert.Equal(["0", "1"], _asked.Order(StringComparer.Ordinal));
            Assert.Equal((Fitting - 1) * _modelBytes, _context.Memory.Taken);
        }

        Assert.Equal((Fitting - 2) * _modelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task MaintainAsync_BeginsBeforeTheBudgetIsExceeded()
    {
        Load(Fitting - 1);
        await _eviction.MaintainAsync(CancellationToken.None);
        Assert.Empty(_asked);

        Load(1);
        await _eviction.MaintainAsync(CancellationToken.None);
        Assert.Equal((Fitting - 1) * _modelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task MaintainAsync_LeavesTheOneThatIsUsedHoweverLargeItIs()
    {
        Load(1);
        using var large = await ReserveAsync(2 * Fitting * _modelBytes);
        _asked.Clear();
        Load(1);

        await _eviction.MaintainAsync(CancellationToken.None);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task ReserveAsync_OfMoreThanTheBudget_IsGrantedToOneThatIsAlone()
    {
        Load(3);

        using var large = await ReserveAsync(2 * Fitting * _modelBytes);

        Assert.Equal(3, _asked.Count);
        Assert.Equal(2 * Fitting * _modelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task ReserveAsync_WaitsForWhatIsBeingLoaded()
    {
        var first = await ReserveAsync(Fitting * _modelBytes);
        var second = ReserveAsync(_modelBytes);
        await Task.Delay(50);
        Assert.False(second.IsCompleted);

        first.Dispose();
        using var reserved = await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(_modelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task ReserveAsync_DoesNotWaitForOneThatHangs()
    {
        using var stuck = await _eviction.ReserveAsync(new ModelEntry("stuck") { Busy = "for long" }, Fitting * _modelBytes, CancellationToken.None);
        using var other = await ReserveAsync(_modelBytes).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((Fitting + 1) * _modelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task ReserveAsync_WhileNothingCanBeSaved_AsksOnlyNowAndThenAndLetsModelsIn()
    {
        _canSave = false;
        Load(Fitting);
        (await ReserveAsync(_modelBytes)).Dispose();
        Assert.Equal(2, _asked.Count);

        (await ReserveAsync(_modelBytes)).Dispose();
        Assert.Equal(2, _asked.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _canSave = true;
        using var reserved = await ReserveAsync(_modelBytes);
        Assert.Equal((4, (Fitting - 1) * _modelBytes), (_asked.Count, _context.Memory.Taken));
    }

    [Fact]
    public async Task ReserveAsync_WaitsForModelsThatLeave()
    {
        var saved = new TaskCompletionSource();
        using var eviction = new ModelEviction(_entries, _context, async (entry, _) =>
        {
            await saved.Task;
            return await UnloadAsync(entry, CancellationToken.None);
        });
        Load(Fitting);

        var first = eviction.ReserveAsync(new ModelEntry("first"), _modelBytes, CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var impatient = eviction.ReserveAsync(new ModelEntry("impatient"), _modelBytes, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(first.IsCompleted);

        saved.SetResult();
        using var reserved = await first;
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task ReserveAsync_TakesItForNoFailure_ThatModelsThatWereReadTakeWhatOthersLeft()
    {
        using var eviction = new ModelEviction(_entries, _context, async (entry, cancellation) =>
        {
            var isUnloaded = await UnloadAsync(entry, cancellation);
            if (_asked.Count == 1)
            {
                // Another one, which was read meanwhile, takes more than was reserved for it.
                _context.Memory.Take(4 * _modelBytes);
            }

            return isUnloaded;
        });
        Load(Fitting);

        using var reserved = await eviction.ReserveAsync(new ModelEntry("new"), _modelBytes, CancellationToken.None);

        Assert.InRange(_context.Memory.Taken, _modelBytes, Fitting * _modelBytes);
        Assert.True(_asked.Count >= 5, $"{_asked.Count} were asked to leave.");
    }

    private Task<MemoryReservation> ReserveAsync(long bytes) => _eviction.ReserveAsync(new ModelEntry("new"), bytes, CancellationToken.None);

    private void Load(int models)
    {
        for (var i = 0; i < models; i++)
        {
            _entries.Add(new ModelEntry($"{_entries.Count}"));
            _entries[^1].Loaded = new LiveModel(_entries[^1], _context, _state, _log);
            _entries[^1].Loaded!.Measure();
        }
    }

    private Task<bool> UnloadAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            _asked.Add(entry.Name);
            if (_canSave)
            {
                entry.Loaded!.Release();
                entry.Loaded = null;
            }
        }

        return Task.FromResult(_canSave);
    }
}
