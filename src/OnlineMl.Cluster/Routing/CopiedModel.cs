namespace OnlineMl.Cluster.Routing;

/// <summary>A model of another owner for which predictions come to this server.</summary>
internal sealed class CopiedModel
{
    private long _asked;
    private long _readAt = long.MinValue;

    /// <summary>As of when this server has all events, as a timestamp of the clock; the least number when it has no copy.</summary>
    public long ReadAt
    {
        get => Volatile.Read(ref _readAt);
        set => Volatile.Write(ref _readAt, value);
    }

    /// <summary>Until when the copy is kept, as a timestamp of the clock.</summary>
    public long KeptUntil { get; set; } = long.MinValue;

    /// <summary>What makes sure that this server has all events, or did last.</summary>
    public Task Refreshing { get; set; } = Task.CompletedTask;

    /// <summary>Counts a prediction.</summary>
    public void Ask() => Interlocked.Increment(ref _asked);

    /// <summary>How many predictions were counted since this was called last.</summary>
    public long TakeAsked() => Interlocked.Exchange(ref _asked, 0);
}
