namespace OnlineMl.Serving.Storage;

/// <summary>How models are kept in files.</summary>
public sealed record FileModelStoreOptions
{
    /// <summary>When an event counts as stored. Default <see cref="Durability.Fsync"/>.</summary>
    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>About how many bytes a file of the log has before the next one is begun. Range [4096, 2³⁰], default 64 MiB.</summary>
    public int SegmentBytes { get; init => field = Require.Between(value, 4096, 1 << 30); } = 64 * 1024 * 1024;

    /// <summary>By how many bytes a file of the log grows at a time, ahead of the events that fill them, because a flush is quicker when the
    /// file keeps its length. Until a file has a sixteenth of it, and behind as many bytes written at once, it grows by its events
    /// only, and never to more than twice its length; 0 for always by its events only. Matters with <see cref="Durability.Fsync"/> only.
    /// Range [0, 2³⁰], default 1 MiB.</summary>
    public int GrowthBytes { get; init => field = Require.Between(value, 0, 1 << 30); } = 1024 * 1024;

    /// <summary>How many bytes may wait to be written per model. Range [1 MiB, 1 GiB], default 64 MiB.</summary>
    public int MaxPendingBytes { get; init => field = Require.Between(value, 1 << 20, 1 << 30); } = 64 * 1024 * 1024;

    /// <summary>How many threads write, so how many models can wait for the disk at the same time. While all of them are busy
    /// with models that take long to learn, further ones are started for other models, up to 64 in all. Range [1, 64], default 4.</summary>
    public int WriterThreads { get; init => field = Require.Between(value, 1, 64); } = 4;

    /// <summary>Which events are kept beyond those that recovery needs. Default none.</summary>
    public LogRetention Retention { get; init; } = LogRetention.None;
}
