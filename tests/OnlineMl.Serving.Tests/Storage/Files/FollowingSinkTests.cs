using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class FollowingSinkTests : IDisposable, ILogger
{
    private readonly LogWriters _writers = new(1, TimeSpan.FromMinutes(1));
    private readonly List<string> _logged = [];
    private readonly AppendBuffer _round = new();

    public FollowingSinkTests()
    {
        _round.Add(1, [7], 0, "first");
        _round.Add(2, [8, 9], 0, "second");
    }

    public void Dispose() => _writers.Dispose();

    [Fact]
    public void TheSink_GetsTheEventsOfARoundInTheirOrder()
    {
        var sink = new FollowingSink("m", new FileLogContext(new FileModelStoreOptions(), _writers, TimeProvider.System, this, (_, _) => { }));
        Assert.False(sink.IsThere);
        var listening = new ListeningSink();
        sink.Set(listening);
        Assert.True(sink.IsThere);

        sink.Prepare(_round);
        sink.Apply(_round);
        sink.Fail(_round, new StorageException("the disk is full"));

        Assert.Equal(
            ["prepare 1:1 first", "prepare 2:2 second", "apply 1:1 first", "apply 2:2 second", "fail first: the disk is full", "fail second: the disk is full"],
            listening.Got);
        Assert.Empty(_logged);
    }

    [Fact]
    public void WhatTheSinkThrows_IsLoggedWithTheNameOfTheModelForEachEvent_AndTheThreadIsFreeAfterwards()
    {
        var sink = new FollowingSink("m", new FileLogContext(new FileModelStoreOptions(), _writers, TimeProvider.System, this, (_, _) => { }));
        sink.Set(new ListeningSink { IsBroken = true });

        sink.Prepare(_round);
        sink.Apply(_round);
        sink.Fail(_round, new StorageException("the disk is full"));

        Assert.Equal(Enumerable.Repeat("The sink of the model 'm' failed. prepare", 1).Concat(["The sink of the model 'm' failed. apply", .. Enumerable.Repeat("The sink of the model 'm' failed. fail", 2)]), _logged);
        Assert.Equal(0, _writers.CountStuck());
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logged.Add($"{formatter(state, exception)} {exception?.Message}");

    private sealed class ListeningSink : IEventSink
    {
        public List<string> Got { get; } = [];

        public bool IsBroken { get; init; }

        public void Prepare(ReadOnlySpan<StoredEvent> events) => Note("prepare", events);

        public void Apply(ReadOnlySpan<StoredEvent> events) => Note("apply", events);

        public void Fail(object? pending, StorageException reason) => Note($"fail {pending}: {reason.Message}", []);

        private void Note(string what, ReadOnlySpan<StoredEvent> events)
        {
            if (IsBroken)
            {
                throw new InvalidOperationException(what.Split(' ')[0]);
            }

            foreach (var @event in events)
            {
                Got.Add($"{what} {@event.Position}:{@event.Record.Length} {@event.Pending}");
            }

            if (events.IsEmpty)
            {
                Got.Add(what);
            }
        }
    }
}
