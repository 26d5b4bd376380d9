using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using OnlineMl.Redis.Tests;

namespace OnlineMl.ChaosTest;

/// <summary>Servers and their Redis.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly ServerPlace[] _places;
    private readonly ServerProcess[] _servers;
    private readonly Task[] _starting;

    private Fleet(RedisProcess redis, ServerPlace[] places, ServerProcess[] servers)
    {
        (Redis, _places, _servers) = (redis, places, servers);
        _starting = [.. servers.Select(_ => Task.CompletedTask)];
    }

    public RedisProcess Redis { get; }

    public int Count => _servers.Length;

    /// <summary>The numbers of all servers.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, Count);

    /// <summary>The folder of the program that servers which start from now on have.</summary>
    public string Program { get; set; } = AppContext.BaseDirectory;

    public static async Task<Fleet> StartAsync(int servers, params string[] options)
    {
        var redis = Networks.IsInside ? new RedisProcess("--bind", "0.0.0.0", "--protected-mode", "no") : new RedisProcess();
        try
        {
            if (Networks.IsInside)
            {
                Networks.Make(servers);
            }

            var places = Enumerable.Range(0, servers).Select(server => PlaceOf(server, redis, options)).ToArray();
            var started = await Task.WhenAll(places.Select(ServerProcess.StartAsync));
            return new Fleet(redis, places, started);
        }
        catch
        {
            redis.Dispose();
            throw;
        }
    }

    public ServerProcess this[int server] => Volatile.Read(ref _servers[server]);

    public ServerProcess Any(Random random) => this[random.Next(_servers.Length)];

    /// <summary>Begins to start a server in the place of one that has ended.</summary>
    public void Replace(int server, string? clock = null, TimeSpan skew = default)
    {
        lock (_lock)
        {
            _starting[server] = StartAsync(server, _places[server] with { Program = Program, ClockLibrary = clock, ClockSkew = skew });
        }
    }

    /// <summary>Waits until a server is there. One that was declared dead ends by itself, and is started again.</summary>
    /// <exception cref="ChaosTestException">It had ended by itself, and not in order.</exception>
    public async Task WaitAsync(int server)
    {
        ServerProcess? ended = null;
        Task starting;
        lock (_lock)
        {
            if (_starting[server].IsCompleted && this[server] is { HasEndedByItself: true })
            {
                ended = this[server];
                Replace(server);
            }

            starting = _starting[server];
        }

        if (ended is { ExitCode: not 0 })
        {
            throw new ChaosTestException($"A server ended by itself with {ended.ExitCode}: {ended.Output}");
        }

        await starting;
    }

    /// <summary>Waits until all servers are there, have joined the cluster, and know of each other and of no others.</summary>
    public async Task WaitAsync()
    {
        foreach (var server in All)
        {
            await WaitAsync(server, "joined", joined => joined.GetBoolean());
        }

        foreach (var server in All)
        {
            await WaitAsync(server, "api/cluster", cluster =>
                cluster.GetProperty("servers").GetArrayLength() == Count && cluster.GetProperty("servers").EnumerateArray().All(one => one.GetProperty("isJoined").GetBoolean()));
        }
    }

    /// <summary>Asks a server, or who is in its place then, until there is an answer.</summary>
    public async Task<string> GetAsync(int server, string path)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            await WaitAsync(server);
            try
            {
                return await this[server].GetAsync(path);
            }
            catch (Exception reason) when (reason is HttpRequestException or TaskCanceledException or SocketException or ObjectDisposedException && Stopwatch.GetElapsedTime(start) < MaxWait)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var server in _servers)
        {
            server.Dispose();
        }

        Redis.Dispose();
    }

    private async Task WaitAsync(int server, string path, Predicate<JsonElement> isSo)
    {
        var start = Stopwatch.GetTimestamp();
        while (await GetAsync(server, path) is var answer && !isSo(JsonElement.Parse(answer)))
        {
            if (Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                throw new ChaosTestException($"Server {server} answers {answer} to {path}: {this[server].Output}");
            }

            await Task.Delay(50);
        }
    }

    private async Task StartAsync(int server, ServerPlace place)
    {
        await Task.Yield();
        var before = this[server];
        Volatile.Write(ref _servers[server], await ServerProcess.StartAsync(place));
        before.Dispose();
    }

    private static ServerPlace PlaceOf(int server, RedisProcess redis, string[] options) => Networks.IsInside
        ? new ServerPlace(string.Create(CultureInfo.InvariantCulture, $"{Networks.Centre}:{redis.Port}"))
        {
            Network = Networks.NameOf(server),
            Address = Networks.AddressOf(server),
            PeerAddress = Networks.PeerAddressOf(server),
            Options = options,
        }
        : new ServerPlace(redis.Address) { Options = options };
}
