using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Redis.Tests.Diagnostics;

/// <summary>What the meter of a server shows when another server's events stand where its own were to stand.</summary>
public sealed class FenceInstrumentsTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Conflicts = "onlineml.log.conflicts";
    private const string Fenced = "onlineml.log.fenced";

    private readonly string _prefix = $"{Guid.NewGuid():N}:";

    [Fact]
    public async Task AnAppendThatStandsBack_IsAConflict_AndItsEventsAreFenced()
    {
        await using var late = Make();
        await using var early = Make();
        var lateStore = late.GetRequiredService<IModelStore>();
        var earlyStore = early.GetRequiredService<IModelStore>();
        using var ofLate = new MeterReadings(late);
        using var ofEarly = new MeterReadings(early);
        Assert.Equal((0, 0), (ofLate.Read(Conflicts), ofLate.Read(Fenced)));

        using var busy = new BusySink();
        await using var log = (await lateStore.CreateAsync("m", [], busy, CancellationToken.None))!;
        log.Append("first"u8, "first");
        await busy.IsBusy.WaitAsync(TimeSpan.FromSeconds(60));

        // The other is faster while this one is busy with its first event, so that two more of its events come too late, in one append.
        var others = new RecordingSink();
        await using var other = (await earlyStore.OpenAsync("m", others, CancellationToken.None))!;
        other.Append("another"u8, null);
        await others.WaitForAsync(1);
        log.Append("second"u8, "second");
        log.Append("third"u8, "third");
        busy.GoOn();
        await busy.Applied.WaitForAsync(4);

        Assert.Equal((1, 2), (ofLate.Read(Conflicts), ofLate.Read(Fenced)));
        Assert.Equal((0, 0), (ofEarly.Read(Conflicts), ofEarly.Read(Fenced)));
    }

    private ServiceProvider Make() => new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddOnlineMlServing()
        .UseRedis(server.Process.Address, options => options.Prefix = _prefix)
        .Configure<OnlineMlStorageOptions>(options => options.Durability = Durability.OperatingSystem)
        .Services.BuildServiceProvider();

    /// <summary>Is busy with the first event that it gets until it is told to go on.</summary>
    private sealed class BusySink : IEventSink, IDisposable
    {
        private readonly TaskCompletionSource _isBusy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _goOn = new();

        public RecordingSink Applied { get; } = new();

        public Task IsBusy => _isBusy.Task;

        public void GoOn() => _goOn.Set();

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            _isBusy.TrySetResult();
            _goOn.Wait();
            Applied.Apply(events);
        }

        public void Fail(object? pending, StorageException reason) => Applied.Fail(pending, reason);

        public void Dispose()
        {
            _goOn.Set();
            _goOn.Dispose();
        }
    }
}
