using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OnlineMl.Redis.Storage;
using OnlineMl.Redis.Streams;
using OnlineMl.Serving;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Redis.Tests.Streams;

/// <summary>What listeners on two servers hear where Redis refuses to tell, forgets what it has told, or tells what is no event.</summary>
public sealed partial class RedisEventChannelTests : IAsyncLifetime, IDisposable
{
    private readonly RedisProcess _redis = new();
    private readonly List<Server> _servers = [];

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    public void Dispose() => _redis.Dispose();

    [Fact]
    public async Task AnEventThatRedisRefuses_IsMissedByTheListenersOfAllServers()
    {
        var (one, two) = (await ListenAsync(), await ListenAsync());
        one.Publish("first");
        await AssertHearsAsync(one, "first", 0);
        await AssertHearsAsync(two, "first", 0);

        var refused = CountRefusedScripts();
        _redis.Send("CONFIG SET maxmemory 1");
        one.Publish("refused");
        await UntilAsync(() => CountRefusedScripts() > refused);
        _redis.Send("CONFIG SET maxmemory 0");
        two.Publish("of another server");
        one.Publish("second");

        foreach (var server in _servers)
        {
            var heard = new[] { await server.ReadAsync(), await server.ReadAsync() };
            Assert.Equal(["of another server", "second"], heard.Select(happened => happened.Text).Order(StringComparer.Ordinal));
            Assert.Equal(1, heard.Sum(happened => happened.Missed));
        }
    }

    [Fact]
    public async Task WhereRedisForgetsTheNumbers_AServerThatBeganBehindThemHearsTheFirstNewEvent()
    {
        var one = await ListenAsync();
        foreach (var text in (string[])["first", "second", "third"])
        {
            one.Publish(text);
            await AssertHearsAsync(one, text, 0);
        }

        var two = await ListenAsync();
        _redis.Send("DEL m:stream:events:numbers");
        one.Publish("new");

        await AssertHearsAsync(one, "new", null);
        await AssertHearsAsync(two, "new", null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("epoch number\\nlearn\\nm\\n{}\\n")]
    [InlineData("epoch 99999999999999999999\\nlearn\\nm\\n{}\\n")]
    public async Task AMessageThatIsNoEvent_IsDropped_WhichIsLoggedOnce(string message)
    {
        var server = await ListenAsync();
        foreach (var next in (string[])["first", "second"])
        {
            _redis.Send($"PUBLISH m:stream:events \"{message}\"");
            server.Publish(next);
            await AssertHearsAsync(server, next, 0);
        }

        Assert.Contains("m:stream:events", Assert.Single(server.Warnings.Texts), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"cmdstat_eval(sha)?:.*failed_calls=(?<calls>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RefusedScripts();

    private static async Task AssertHearsAsync(Server server, string text, long? missed) => Assert.Equal((text, missed), await server.ReadAsync());

    private static async Task UntilAsync(Func<bool> condition)
    {
        var limit = Limit;
        while (!condition())
        {
            await Task.Delay(5, limit);
        }
    }

    private int CountRefusedScripts() =>
        RefusedScripts().Matches(_redis.SendForAll("INFO commandstats")).Sum(match => int.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture));

    private async Task<Server> ListenAsync()
    {
        var server = new Server(RedisConnection.To(_redis.Address, "m:", null));
        _servers.Add(server);
        await UntilAsync(() => server.IsHeard);
        return server;
    }

    private sealed class Server : IEventBackplane, IAsyncDisposable
    {
        private readonly RedisConnection _connection;
        private readonly EventHub _hub = new(new OnlineMlServingOptions(), TimeProvider.System, _ => { });
        private readonly EventListener _listener;
        private readonly string _model = $"{Guid.NewGuid():N}";
        private RedisEventChannel _channel = null!;
        private long _position;

        public Server(RedisConnection connection)
        {
            _connection = connection;
            _hub.Share(this, "events");
            _listener = _hub.Listen();
        }

        public Lines Warnings { get; } = new();

        /// <summary>Whether it has heard its own announcement, and so hears what comes then.</summary>
        public bool IsHeard => _channel.IsHeard;

        public IEventChannel Connect(string name, EventHub hub) => _channel = new RedisEventChannel(_connection, name, hub, TimeProvider.System, Warnings);

        public void Publish(string text) => _hub.Publish(new PublishedEvent("learn", _model, Encoding.UTF8.GetBytes(text)) { Position = ++_position });

        public async Task<(string Text, long? Missed)> ReadAsync()
        {
            Assert.True(await _listener.WaitAsync(Limit));
            Assert.True(_listener.TryRead(out var published, out var missed));
            return (Encoding.UTF8.GetString(published.Data.Span), missed);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _channel.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }

    /// <summary>What is logged.</summary>
    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue(formatter(state, exception));
    }
}
