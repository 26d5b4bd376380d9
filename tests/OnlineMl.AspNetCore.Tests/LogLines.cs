using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>What an application logs.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, string Text)> _lines = new();

    public IEnumerable<string> Of(string category, LogLevel level = LogLevel.Trace) =>
        _lines.Where(line => line.Category.StartsWith(category, StringComparison.Ordinal) && line.Level >= level).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Lines(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Lines(ConcurrentQueue<(string, LogLevel, string)> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((category, logLevel, formatter(state, exception)));
    }
}
