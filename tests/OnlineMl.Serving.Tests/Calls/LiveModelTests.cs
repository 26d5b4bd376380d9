using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Calls;

/// <summary>Calls whose neighbours fail: buffers, listeners, stores and learners.</summary>
[Collection(nameof(FragileRegressor))]
public sealed class LiveModelTests : IAsyncLifetime, ILogger<ModelHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HookedStore _store = HookedStore.Open();
    private readonly List<string> _logged = [];
    private readonly ModelHost _host;
    private bool _isLogBroken;
    private readonly InProcessClient _client;

    public LiveModelTests()
    {
        _host = HostOf(_store, this);
        _client = new InProcessClient(_host);
    }

    public async Task InitializeAsync() => await _client.CreateModelAsync("regression", "\"Fragile\"", "m");

    public async Task DisposeAsync()
    {
        FragileRegressor.Learning = null;
        await _host.DisposeAsync().AsTask().WaitAsync(Patience);
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(1, "kept")]
    [InlineData(20, "kept")]
    [InlineData(1, null)]
    public async Task ABufferThatThrows_FailsItsOwnCallOnly(int calls, string? identifier)
    {
        var failing = Enumerable.Range(0, calls).Select(i => PredictAsync(new ThrowingBuffer(), identifier + i));
        var good = new ArrayBufferWriter<byte>();

        var failed = await Task.WhenAll(failing.Select(call => Assert.ThrowsAsync<IOException>(() => call))).WaitAsync(Patience);
        await PredictAsync(good, "good").WaitAsync(Patience);

        Assert.Equal(calls, failed.Length);
        Assert.Equal("0"u8, good.WrittenSpan);
        Assert.Empty((await _client.GetStatusAsync("m")).Faults);
    }

    [Fact]
    public async Task AListenerToMetersThatThrows_KeepsNoCallFromItsAnswer()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "OnlineMl")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Fail(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Fail(tags));
        await _client.CreateModelAsync("regression", "\"Fragile\"", "observed");
        listener.Start();

        await _client.LearnAsync(Learn("observed", 1, 1)).WaitAsync(Patience);
        await _client.PredictAsync(Predict("observed", 1)).WaitAsync(Patience);
        await _host.StopAsync(CancellationToken.None).WaitAsync(Patience);

        Assert.Single(_logged, line => line.Contains("listener", StringComparison.Ordinal));

        static void Fail(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (Equals(tag.Value, "observed"))
                {
                    throw new InvalidOperationException("The dashboard is gone.");
                }
            }
        }
    }

    [Fact]
    public async Task AStoreThatThrowsWhatItShouldNot_RefusesTheCallAndHoldsUpNoShutdown()
    {
        _store.Appending = () => throw new TimeoutException("No answer.");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => _client.LearnAsync(Learn("m", 1, 1)));
        _store.Appending = null;
        await _client.LearnAsync(Learn("m", 1, 1));

        await _host.StopAsync(CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("No answer.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoreThatThrowsWhenItHasTheCall_LeavesTheModelBusyWithTheCallsThatFollow()
    {
        _store.Appended = () => throw new TimeoutException("No answer.");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => _client.LearnAsync(Learn("m", 1, 1)));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        _store.Appended = null;

        var loaded = _host.Entries.Single().Loaded!;
        Assert.True(loaded.IsIdle);
        var isIdle = true;
        FragileRegressor.Learning = _ => isIdle = loaded.IsIdle;
        await _client.LearnAsync(Learn("m", 1, 1));
        Assert.False(isIdle);
        Assert.True(loaded.IsIdle);
        Assert.Equal(2, (await _client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task ALearnerWithABug_IsTheServicesFaultAndIsReportedOnce()
    {
        FragileRegressor.Learning = _ => throw new InvalidOperationException("a bug");

        for (var i = 0; i < 3; i++)
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => _client.LearnAsync(Learn("m", 1, 1, key: "same")));
            Assert.Equal(RefusalKind.Failed, refusal.Kind);
            Assert.Equal(RefusalKind.Failed, (await Assert.ThrowsAsync<OnlineMlException>(() => _client.LearnAsync(Learn("m", 1, i)))).Kind);
        }

        FragileRegressor.Learning = null;
        await _client.LearnAsync(Learn("m", 1, 1));
        var logged = Assert.Single(_logged, line => line.Contains("a bug", StringComparison.Ordinal));
        Assert.Contains(nameof(FragileRegressor.Learn), logged, StringComparison.Ordinal);
        Assert.Contains("event 1", Assert.Single((await _client.GetStatusAsync("m")).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALoggerThatThrows_KeepsNoCallFromItsAnswer()
    {
        _isLogBroken = true;
        FragileRegressor.Learning = y => _ = y == 1 ? throw new InvalidOperationException("a bug") : y;

        var calls = Enumerable.Range(0, 20).Select(i => _client.LearnAsync(Learn("m", 1, i)));
        var failure = await Assert.ThrowsAsync<OnlineMlException>(() => Task.WhenAll(calls).WaitAsync(Patience));

        Assert.Equal(RefusalKind.Failed, failure.Kind);
        Assert.Equal(19, (await _client.GetStatsAsync("m")).Learn.Calls);
        await _client.DeleteModelAsync("m").WaitAsync(Patience);
    }

    [Fact]
    public async Task ALoggerThatThrows_KeepsNoHostFromStopping()
    {
        await _client.LearnAsync(Learn("m", 1, 2));
        _isLogBroken = true;
        _store.WritingSnapshot = () => throw new InvalidOperationException("a bug");
        await _host.StopAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(["m"], _host.UnsavedModels);
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_isLogBroken)
        {
            throw new IOException("The log is full.");
        }

        lock (_logged)
        {
            _logged.Add($"{formatter(state, exception)} {exception}");
        }
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private static ModelHost HostOf(HookedStore store, ILogger<ModelHost> logger) => new(
        store, ComponentCatalog.BuiltIn.With<FragileRegressor>(), Options.Create(new OnlineMlServingOptions()), TimeProvider.System, logger);

    private Task<string?> PredictAsync(IBufferWriter<byte> prediction, string? identifier) =>
        _host.Calls.PredictAsync(new ModelCall { Model = "m", Features = """{"x": 1}"""u8, Identifier = identifier }, prediction).AsTask();

    private sealed class ThrowingBuffer : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new IOException("The reader has left.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new IOException("The reader has left.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new IOException("The reader has left.");
    }
}
