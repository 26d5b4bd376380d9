namespace OnlineMl.Redis.Tests;

/// <summary>Tests that want a redis-server.</summary>
internal sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = RedisProcess.WhyNot;
}
