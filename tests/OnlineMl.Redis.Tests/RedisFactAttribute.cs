namespace OnlineMl.Redis.Tests;

/// <summary>A test that wants a redis-server.</summary>
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisProcess.WhyNot;
}
