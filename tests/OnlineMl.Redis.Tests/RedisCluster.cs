using System.Globalization;

namespace OnlineMl.Redis.Tests;

/// <summary>Three servers of this machine that are one Redis Cluster.</summary>
public sealed class RedisCluster : IDisposable
{
    private const int Slots = 16384;
    private readonly RedisProcess[] _nodes = new RedisProcess[3];

    public RedisCluster()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = new RedisProcess("--cluster-enabled", "yes", "--cluster-node-timeout", "5000");
            var (first, behind) = (Slots * i / _nodes.Length, Slots * (i + 1) / _nodes.Length);
            Assert.Equal("+OK", _nodes[i].Send(string.Create(CultureInfo.InvariantCulture, $"CLUSTER ADDSLOTSRANGE {first} {behind - 1}")));
            Assert.Equal("+OK", _nodes[i].Send(string.Create(CultureInfo.InvariantCulture, $"CLUSTER SET-CONFIG-EPOCH {i + 1}")));
        }

        foreach (var node in _nodes.Skip(1))
        {
            Assert.Equal("+OK", _nodes[0].Send(string.Create(CultureInfo.InvariantCulture, $"CLUSTER MEET 127.0.0.1 {node.Port}")));
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!_nodes.All(node => node.SendForAll("CLUSTER INFO").Contains("cluster_state:ok", StringComparison.Ordinal)
            && node.SendForAll("CLUSTER INFO").Contains("cluster_known_nodes:3", StringComparison.Ordinal)))
        {
            limit.Token.ThrowIfCancellationRequested();
            Task.Delay(50).GetAwaiter().GetResult();
        }
    }

    public string Address => string.Join(',', _nodes.Select(node => node.Address));

    public void Dispose() => Array.ForEach(_nodes, node => node.Dispose());
}
