using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Catalog;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>The watchdog also looks by itself, so that no look of a test need be the one that counts.</summary>
public sealed class ModelWatchdogTests : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    private readonly ManualClock _clock = new();
    private readonly OnlineMlServingOptions _options = new();
    private readonly ServingContext _context;
    private readonly ModelEntry _entry = new("m");
    private readonly ModelWatchdog _watchdog;

    public ModelWatchdogTests()
    {
        _context = new ServingContext(_options, ComponentCatalog.BuiltIn, _clock, new ServingInstruments(null), NullLogger.Instance);
        _watchdog = new ModelWatchdog([_entry], _context, NullLogger.Instance);
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
    }

    [Fact]
    public void AModelThatHangsOnOneEvent_IsBusy_UntilItGoesOn()
    {
        _entry.Replay = new ModelReplay("m") { Position = 7 };
        _watchdog.Look();
        Assert.Null(_entry.Busy);
        LookUntilBusy();
        Assert.Contains("busy with event 7 of its log", _entry.Busy, StringComparison.Ordinal);

        _entry.Replay.Position = 8;
        LookUntilFree();
        LookUntilBusy();
        _entry.Replay = null;
        LookUntilFree();
    }

    [Fact]
    public void AModelThatGoesOnAllTheTime_IsNeverBusy()
    {
        _entry.Replay = new ModelReplay("m");
        for (var position = 1; position <= 20; position++)
        {
            _clock.Advance(_options.Call.BusyAfter / 3);
            _entry.Replay.Position = position;
            _watchdog.Look();
            Assert.Null(_entry.Busy);
        }
    }

    [Fact]
    public void AModelThatIsNotUsed_IsNotBusy()
    {
        _watchdog.Look();
        _clock.Advance(10 * _options.Call.BusyAfter);
        _watchdog.Look();
        Assert.Null(_entry.Busy);
    }

    private void LookUntilBusy() => LookUntil(() => _entry.Busy is not null, _options.Call.BusyAfter);

    private void LookUntilFree() => LookUntil(() => _entry.Busy is null, TimeSpan.Zero);

    private void LookUntil(Func<bool> isReached, TimeSpan step) => Assert.True(SpinWait.SpinUntil(
        () =>
        {
            _clock.Advance(step);
            _watchdog.Look();
            return isReached();
        },
        MaxWait));
}
