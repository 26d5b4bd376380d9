using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>How models are held and kept.</summary>
public class OnlineMlServingOptions
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

    /// <summary>How many bytes of memory the loaded models may take. Close to it the least recently used are unloaded once their state is
    /// saved, and beyond it a model that is to be loaded waits for them; only one that alone needs more stays. At least 1 MiB; default null,
    /// which is half of the memory that the process may use.</summary>
    public long? MemoryBudget { get; set; }

    /// <summary>How many bytes the parameters of one new model and of its metrics may imply, as <see cref="Catalog.ISized"/> says. At least 1 MiB;
    /// default null, which is a quarter of the <see cref="MemoryBudget"/>. Models that exist already are served whatever it is.</summary>
    public long? MaxModelBytes { get; set; }

    /// <summary>Whether the transformers of new models learn when a model predicts, as river did before 0.19, and not when
    /// it learns. Default false.</summary>
    public bool LearnDuringPredict { get; set; }

    /// <summary>Whether a prediction without an identifier gets one, so that a label can follow. Default true.</summary>
    public bool GenerateIdentifiers { get; set; } = true;

    /// <summary>How many unlabelled predictions are remembered per model; beyond that the oldest is forgotten.
    /// Range [0, ∞), default 100,000.</summary>
    public int RememberedPredictions { get; set; } = 100_000;

    /// <summary>How many bytes the unlabelled predictions of a model may take; beyond that the oldest are forgotten. At least 0,
    /// default 64 MiB.</summary>
    public long RememberedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an unlabelled prediction is remembered. Above 0, default seven days.</summary>
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many idempotency keys are remembered per model. At least 0, default 10,000.</summary>
    public int IdempotencyKeys { get; set; } = 10_000;

    /// <summary>How long an idempotency key is remembered. Above 0, default one day.</summary>
    public TimeSpan IdempotencyFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many models there may be. At least 1, default 10,000.</summary>
    public int MaxModels { get; set; } = 10_000;

    /// <summary>How many features an example may have. At least 1, default 100,000.</summary>
    public int MaxFeatures { get; set; } = 100_000;

    /// <summary>How many classes a model may have; an example of another one is refused. A model that keeps something for each pair of classes, say,
    /// may have fewer, as <see cref="MaxModelBytes"/> allows. At least 2, default 10,000.</summary>
    public int MaxClasses { get; set; } = 10_000;

    /// <summary>How many characters an identifier or idempotency key may have. Range [36, 4096], default 256.</summary>
    public int MaxIdentifierLength { get; set; } = 256;

    /// <summary>How many events wait for one listener before it loses the oldest. At least 1, default 1,024.</summary>
    public int ListenerCapacity { get; set; } = 1024;

    /// <summary>How many events are remembered for listeners that come back. At least 0, default 1,024.</summary>
    public int ResumableEvents { get; set; } = 1024;

    /// <summary>How long events are remembered after the last listener has gone. At least 0, default one minute.</summary>
    public TimeSpan ResumableFor { get; set; } = TimeSpan.FromMinutes(1);

    internal long BytesOfModels => MemoryBudget ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    internal long BytesOfOneModel => MaxModelBytes ?? Math.Max(1, BytesOfModels / 4);
}
