using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OnlineMl.Redis.Storage;
using OnlineMl.Redis.Streams;
using OnlineMl.Serving;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Redis.Tests.Streams;

/// <summary>What listeners on two servers hear where Redis refuses to tell, or forgets what it has told.</summary>
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

        /// <summary>Whether it has heard its own announcement, and so hears what comes then.</summary>
        public bool IsHeard => _channel.IsHeard;

        public IEventChannel Connect(string name, EventHub hub) => _channel = new RedisEventChannel(_connection, name, hub, TimeProvider.System);

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
}
