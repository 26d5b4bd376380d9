using OnlineMl.Redis.Tests;

namespace OnlineMl.ChaosTest;

/// <summary>Three servers and their Redis.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly ServerProcess[] _servers;
    private readonly Task[] _starting;
    private readonly string[] _options;

    private Fleet(RedisProcess redis, ServerProcess[] servers, string[] options)
    {
        (Redis, _servers, _options) = (redis, servers, options);
        _starting = [.. servers.Select(_ => Task.CompletedTask)];
    }

    public RedisProcess Redis { get; }

    public int Count => _servers.Length;

    public static async Task<Fleet> StartAsync(int servers, params string[] options)
    {
        var redis = new RedisProcess();
        try
        {
            var started = await Task.WhenAll(Enumerable.Range(0, servers).Select(_ => ServerProcess.StartAsync(redis.Address, options)));
            await Task.WhenAll(started.Select(server => server.WaitUntilJoinedAsync()));
            return new Fleet(redis, started, options);
        }
        catch
        {
            redis.Dispose();
            throw;
        }
    }

    public ServerProcess this[int index] => Volatile.Read(ref _servers[index]);

    public ServerProcess Any(Random random) => this[random.Next(_servers.Length)];

    /// <summary>Begins to start a server in the place of one that has ended.</summary>
    public void Replace(int index) => _starting[index] = Task.Run(async () =>
    {
        var before = this[index];
        Volatile.Write(ref _servers[index], await ServerProcess.StartAsync(Redis.Address, _options));
        before.Dispose();
    });

    /// <summary>Waits until all servers are there.</summary>
    public async Task WaitAsync()
    {
        await Task.WhenAll(_starting);
        for (var i = 0; i < _servers.Length; i++)
        {
            // One that was declared dead ends by itself, and is started again.
            if (this[i].HasExited)
            {
                Replace(i);
                await _starting[i];
            }
        }
    }

    /// <summary>Whether a server is there, or is being started.</summary>
    public bool IsBusy(int index) => !_starting[index].IsCompleted;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var server in _servers)
        {
            server.Dispose();
        }

        Redis.Dispose();
    }
}
