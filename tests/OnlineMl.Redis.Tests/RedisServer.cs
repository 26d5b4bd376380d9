namespace OnlineMl.Redis.Tests;

/// <summary>One redis-server for the tests of a class.</summary>
public sealed class RedisServer : IDisposable
{
    public RedisProcess Process { get; } = new();

    public void Dispose() => Process.Dispose();
}
