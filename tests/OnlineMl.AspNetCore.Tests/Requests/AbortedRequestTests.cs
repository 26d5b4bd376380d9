using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OnlineMl.AspNetCore.Tests.Requests;

/// <summary>Clients that break off are everyday life and leave no trace in the log.</summary>
public class AbortedRequestTests
{
    [Theory]
    [InlineData("/api/learn", false, true)]
    [InlineData("/api/learn", false, false)]
    [InlineData("/api/learn", true, true)]
    [InlineData("/api/learn", true, false)]
    [InlineData("/api/model/regression/n", false, true)]
    [InlineData("/api/model/regression/n", false, false)]
    [InlineData("/api/learn/batch?model=m", true, true)]
    [InlineData("/api/learn/batch?model=m", true, false)]
    public async Task ClientThatBreaksOffInItsBody_CausesNoWarning(string path, bool isChunked, bool isReset)
    {
        using var log = new KeptLog();
        await using var server = await TestServer.StartAsync(build: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");

        using (var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port);
            var length = isChunked ? "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" : "Content-Length: 1000\r\n\r\n";
            await client.SendAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{length}{{\"model\":\"m\","));
            await log.WaitForAsync("Request starting", path);
            if (isReset)
            {
                client.LingerState = new LingerOption(true, 0);
            }
        }

        await log.WaitForAsync("Request finished", path);
        await server.StopAsync();
        Assert.Equal("", string.Join('\n', log.Warnings));
    }

    [Fact]
    public async Task BadBodyOfAClientThatIsStillThere_IsAnswered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /api/learn HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    /// <summary>Keeps what is logged and tells those who wait for it.</summary>
    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Message)> _entries = new();
        private readonly SemaphoreSlim _changed = new(0);

        public IEnumerable<string> Warnings => _entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message);

        public async Task WaitForAsync(string part, string other)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (!_entries.Any(entry => entry.Message.Contains(part, StringComparison.Ordinal) && entry.Message.Contains(other, StringComparison.Ordinal)))
            {
                await _changed.WaitAsync(limit.Token);
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
            _changed.Release();
        }

        public void Dispose() => _changed.Dispose();
    }
}
