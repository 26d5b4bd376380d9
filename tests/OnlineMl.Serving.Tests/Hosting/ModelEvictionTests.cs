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
    private const int ModelBytes = 1 << 16;
    private const int Budget = 1 << 20;

    private readonly ManualClock _clock = new();
    private readonly ServingContext _context;
    private readonly List<ModelEntry> _entries = [];
    private readonly List<string> _asked = [];
    private readonly ModelState _state = new(
        "model", new ServedHeader(Flavor.Regression, null), Model.FromSpec("\"LinearRegression\""), new OnlineMlServingOptions(), ComponentCatalog.BuiltIn);

    private readonly MemoryModelLog _log = new(new MemoryModel([]), 0);
    private readonly ModelEviction _eviction;
    private bool _canSave = true;

    public ModelEvictionTests()
    {
        _context = new ServingContext(new OnlineMlServingOptions { Memory = { MemoryBudget = Budget } }, ComponentCatalog.BuiltIn, _clock, new ServingInstruments(null), NullLogger.Instance);
        _eviction = new ModelEviction(_entries, _context, UnloadAsync);
    }

    public void Dispose()
    {
        _eviction.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
    }

    [Fact]
    public async Task MakeAsync_WithinTheBudget_UnloadsNothing()
    {
        Load(16);

        await _eviction.MakeAsync(CancellationToken.None);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task MakeAsync_BeyondTheBudget_UnloadsTheFirstDownToFifteenSixteenths()
    {
        Load(17);

        await _eviction.MakeAsync(CancellationToken.None);

        Assert.Equal(["0", "1"], _asked.Order(StringComparer.Ordinal));
        Assert.Equal(15 * ModelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task KeepAsync_BeginsBeforeTheBudgetIsExceeded()
    {
        Load(15);
        await _eviction.MaintainAsync(CancellationToken.None);
        Assert.Empty(_asked);

        Load(1);
        await _eviction.MaintainAsync(CancellationToken.None);
        Assert.Equal(15 * ModelBytes, _context.Memory.Taken);
    }

    [Fact]
    public async Task MakeAsync_LeavesTheOneThatIsUsedHoweverLargeItIs()
    {
        Load(1, 2 * Budget);

        await _eviction.MakeAsync(CancellationToken.None);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task MakeAsync_WhileNothingCanBeSaved_AsksOnlyNowAndThenAndLetsModelsIn()
    {
        _canSave = false;
        Load(17);
        await _eviction.MakeAsync(CancellationToken.None);
        Assert.Equal(2, _asked.Count);

        await _eviction.MakeAsync(CancellationToken.None);
        Assert.Equal(2, _asked.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _canSave = true;
        await _eviction.MakeAsync(CancellationToken.None);
        Assert.Equal((4, 15 * ModelBytes), (_asked.Count, _context.Memory.Taken));
    }

    [Fact]
    public async Task MakeAsync_WaitsForModelsThatLeave()
    {
        var saved = new TaskCompletionSource();
        using var room = new ModelEviction(_entries, _context, async (entry, _) =>
        {
            await saved.Task;
            await UnloadAsync(entry, CancellationToken.None);
        });
        Load(17);

        var first = room.MakeAsync(CancellationToken.None);
        var second = room.MakeAsync(CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var impatient = room.MakeAsync(leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(first.IsCompleted || second.IsCompleted);

        saved.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(2, _asked.Count);
    }

    private void Load(int models, int bytes = ModelBytes)
    {
        for (var i = 0; i < models; i++)
        {
            _entries.Add(new ModelEntry($"{_entries.Count}"));
            _entries[^1].Loaded = new LiveModel(_entries[^1], _context, _state, _log) { Bytes = bytes };
        }
    }

    private Task UnloadAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            _asked.Add(entry.Name);
            if (_canSave)
            {
                entry.Loaded!.Bytes = 0;
                entry.Loaded = null;
            }
        }

        return Task.CompletedTask;
    }
}
