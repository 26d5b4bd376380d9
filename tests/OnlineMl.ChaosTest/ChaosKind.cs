namespace OnlineMl.ChaosTest;

/// <summary>What can happen to servers and their Redis.</summary>
internal enum ChaosKind
{
    /// <summary>A server is killed.</summary>
    Kill,

    /// <summary>A server is stopped, and goes on later.</summary>
    Freeze,

    /// <summary>A server is told to end.</summary>
    End,

    /// <summary>Redis is killed, and started again.</summary>
    KillRedis,

    /// <summary>All servers are killed and started again.</summary>
    RestartAll,

    /// <summary>A server does not reach the others, nor they it; Redis and callers do.</summary>
    Cut,

    /// <summary>A server is started anew on a machine whose clock is an hour ahead or behind.</summary>
    SkewClock,

    /// <summary>The servers are exchanged for those of another build, one after the other.</summary>
    Upgrade,
}
