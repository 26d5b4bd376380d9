namespace OnlineMl.Serving.Storage.Shared;

/// <summary>How events are appended to a log that is shared.</summary>
internal sealed record FencedLogOptions
{
    /// <summary>How many events one append has at most. Range [1, 2²⁰], default 512.</summary>
    public int MaxBatchEvents { get; init => field = Require.Between(value, 1, 1 << 20); } = 512;

    /// <summary>About how many bytes one append has at most; a larger event has one of its own. Range [1, 2³⁰], default 1 MiB.</summary>
    public int MaxBatchBytes { get; init => field = Require.Between(value, 1, 1 << 30); } = 1 << 20;

    /// <summary>How many bytes may wait to be appended. Range [1 MiB, 1 GiB], default 64 MiB.</summary>
    public int MaxPendingBytes { get; init => field = Require.Between(value, 1 << 20, 1 << 30); } = 64 << 20;

    /// <summary>How long an append whose answer is lost is repeated before its events count as in doubt. Range (0, 1 hour], default 10 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The rest before an append or a reading that failed is repeated. Range (0, 1 minute], default 100 ms.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(100);
}
