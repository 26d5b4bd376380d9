using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage;

public sealed class GuardedSinkTests
{
    [Fact]
    public void WhateverASinkThrows_IsLoggedAndKeptFromTheLog()
    {
        var logger = new CountingLogger();
        var sink = new GuardedSink("m", new BrokenSink(), logger);
        sink.Prepare([]);
        sink.Apply([]);
        sink.Fail(null, new StorageException());
        sink.InDoubt(null, new StorageException());
        sink.End(LogEnd.Deleted);

        Assert.Equal(["prepare", "apply", "fail", "doubt", "end"], logger.Reasons);
    }

    private sealed class BrokenSink : IEventSink
    {
        public void Prepare(ReadOnlySpan<StoredEvent> events) => throw new InvalidOperationException("prepare");

        public void Apply(ReadOnlySpan<StoredEvent> events) => throw new InvalidOperationException("apply");

        public void Fail(object? pending, StorageException reason) => throw new InvalidOperationException("fail");

        public void InDoubt(object? pending, StorageException reason) => throw new InvalidOperationException("doubt");

        public void End(LogEnd end) => throw new InvalidOperationException("end");
    }

    private sealed class CountingLogger : ILogger
    {
        public List<string> Reasons { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Reasons.Add(exception!.Message);
    }
}
