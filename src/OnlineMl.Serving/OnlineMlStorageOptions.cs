using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>Where models are kept, and when.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlStorageOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__StoragePath</c> override the code.</remarks>
public sealed class OnlineMlStorageOptions : IReviewedOptions
{
    /// <summary>The folder that keeps the models. Null keeps them in memory only. Default null.</summary>
    public string? StoragePath { get; set; }

    /// <summary>When a learn, label or remembered prediction counts as stored and is acknowledged. Default <see cref="Durability.Fsync"/>.</summary>
    public Durability Durability { get; set; } = Durability.Fsync;

    /// <summary>Whether every event is kept for ever, so that models can be replayed from their start. Default false.</summary>
    public bool RetainAllEvents { get; set; }

    /// <summary>How long events are kept beyond what recovery needs, together with up to six earlier snapshots to replay them from, the oldest
    /// of which may keep some events that are older. At least 0, default 0. Ignored with <see cref="RetainAllEvents"/>.</summary>
    public TimeSpan RetainEventsFor { get; set; }

    /// <summary>How many bytes of events are kept per model beyond what recovery needs, together with snapshots as with
    /// <see cref="RetainEventsFor"/>. At least 0, default 0. Ignored with <see cref="RetainAllEvents"/>.</summary>
    public long RetainEventBytes { get; set; }

    /// <summary>How long a changed model may be without a snapshot. Above 0, default five minutes.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many events a model gets a snapshot, which bounds what a restart replays. Large models that learn fast get
    /// theirs later, so that snapshots take no more than a twentieth of the time and, from a MiB on, no more than a quarter of the bytes
    /// that the events since the last one took. At least 1, default 100,000.</summary>
    public int SnapshotEvents { get; set; } = 100_000;

    /// <summary>How many bytes of events a model may log since its last snapshot. At a quarter of it a snapshot is made, which drops earlier events; beyond it
    /// calls that are to be logged are refused as when the disk is full. At least 1 MiB, default 1 GiB.</summary>
    public long MaxLogBytes { get; set; } = 1L << 30;

    /// <summary>What becomes of a model of <c>AddModel</c> that is stored with another flavor, spec or other metrics. Default
    /// <see cref="StoredModelDifference.Refuse"/>.</summary>
    public StoredModelDifference WhenModelDiffers { get; set; }

    internal LogRetention Retention =>
        RetainAllEvents ? LogRetention.All
        : RetainEventsFor > TimeSpan.Zero || RetainEventBytes > 0 ? new LogRetention
        {
            Time = RetainEventsFor > TimeSpan.Zero ? RetainEventsFor : null,
            Bytes = RetainEventBytes > 0 ? RetainEventBytes : null,
        }
        : LogRetention.None;

    void IReviewedOptions.Review(OptionReview review)
    {
        review.Check(StoragePath is null || !string.IsNullOrWhiteSpace(StoragePath), nameof(StoragePath), StoragePath, "a path or null");
        review.Check(Enum.IsDefined(Durability), nameof(Durability), Durability, $"{nameof(Durability.Fsync)}, {nameof(Durability.OperatingSystem)} or {nameof(Durability.None)}");
        review.Check(Enum.IsDefined(WhenModelDiffers), nameof(WhenModelDiffers), WhenModelDiffers, $"{nameof(StoredModelDifference.Refuse)}, {nameof(StoredModelDifference.Keep)}, {nameof(StoredModelDifference.Retrain)} or {nameof(StoredModelDifference.RetrainFromKeptEvents)}");
        review.Check(RetainEventsFor >= TimeSpan.Zero, nameof(RetainEventsFor), RetainEventsFor, "0 or more");
        review.Check(RetainEventBytes >= 0, nameof(RetainEventBytes), RetainEventBytes, "0 or more");
        review.Check(SnapshotInterval > TimeSpan.Zero, nameof(SnapshotInterval), SnapshotInterval, "above 0");
        review.Check(MaxLogBytes >= 1 << 20, nameof(MaxLogBytes), MaxLogBytes, "at least 1048576");
        review.Check(SnapshotEvents >= 1, nameof(SnapshotEvents), SnapshotEvents, "at least 1");
    }
}
