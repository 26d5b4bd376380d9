using System.Collections.Concurrent;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Mixing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>The place of a named model, which is in memory or not.</summary>
/// <remarks>It is of one model. Another that has its name later gets a place of its own, so that nothing is taken for true of it that was true of the one before.</remarks>
internal sealed class ModelEntry(string name)
{
    private const int MaxFaults = 20;

    private volatile LiveModel? _loaded;
    private long _acknowledged;
    private int _faults;
    private int _metricFaults;
    private int _fullVocabularies;

    public string Name => name;

    /// <summary>What tells the model from others of its name; null until it is created.</summary>
    public string? Epoch { get; set; }

    /// <summary>Taken while the model is loaded, saved, unloaded or removed.</summary>
    public SemaphoreSlim LifecycleLock { get; } = new(1, 1);

    /// <summary>The model if it is in memory.</summary>
    public LiveModel? Loaded
    {
        get => _loaded;
        set => _loaded = value;
    }

    /// <summary>The model if it is in memory, is as its log says and may be waited for.</summary>
    public LiveModel? Usable => _loaded is { Failure: null, Access.IsAbandoned: false } loaded ? loaded : null;

    /// <summary>The calls that wait until the model is in memory.</summary>
    public LoadingCalls Loading { get; } = new(name);

    /// <summary>Whether this server has all that it told its callers another server has stored, so that they find what they wrote.</summary>
    public bool HasAcknowledged => _loaded is not { } loaded || loaded.State.Position >= Volatile.Read(ref _acknowledged);

    /// <summary>Takes note of how many events another server had when it answered a call of this one.</summary>
    public void Acknowledge(long position)
    {
        for (var known = Volatile.Read(ref _acknowledged); known < position;)
        {
            var found = Interlocked.CompareExchange(ref _acknowledged, position, known);
            known = found == known ? position : found;
        }
    }

    /// <summary>Why the model cannot be restored; null when it can, or when nobody has tried.</summary>
    public OnlineMlException? Lost { get; set; }

    /// <summary>When that was found, as a timestamp of the clock. What is wrong may be put right meanwhile, so it is tried again after a while.</summary>
    public long LostAt { get; set; }

    /// <summary>What the models of the user who created this one take; null when no user did, or it is not known yet.</summary>
    public UserUsage? Creator { get; set; }

    public bool IsCreatorKnown { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>The shares in which the model is learned; null when it is not, or it is not known yet that all are there and are its own.</summary>
    public ModelShares? Shares { get; set; }

    /// <summary>How often they are merged.</summary>
    public TimeSpan MixedEvery { get; set; }

    /// <summary>Why this server could not merge them when it tried last; null when it could, or another one does it.</summary>
    public string? MixingFault { get; set; }

    /// <summary>When a share was asked last whose it is, as a timestamp of the clock; null when it was not.</summary>
    public long? AskedAt { get; set; }

    /// <summary>Whether the store does not have it yet.</summary>
    public bool IsBeingCreated { get; set; }

    /// <summary>The model while it leaves the memory.</summary>
    public LiveModel? Leaving { get; set; }

    /// <summary>The replay of the log that is under way.</summary>
    public ModelReplay? Replay { get; set; }

    /// <summary>Since when the model has been busy with one and the same thing, and with what; null when it is not, or not for long.</summary>
    public string? Busy { get; set; }

    /// <summary>What the model is busy with just now, as a number of whatever does it; null when it is not.</summary>
    public (object Owner, long Number)? Use =>
        (Loaded ?? Leaving) is { } live ? (live.Access.Use is { } use ? (live, use) : null)
        : Replay is { } replay ? (replay, replay.Position)
        : null;

    /// <summary>Lets nothing wait for what the model is busy with; it is to be deleted.</summary>
    public void Abandon()
    {
        (Loaded ?? Leaving)?.Abandon();
        Replay?.Abandon();
    }

    /// <summary>What was found damaged.</summary>
    public ConcurrentQueue<StorageFault> Faults { get; } = new();

    /// <summary>Whether a fault of a component is the first since the process started.</summary>
    public bool TryBeginFault() => Interlocked.Exchange(ref _faults, 1) == 0;

    /// <summary>Whether a fault of a metric is the first since the process started.</summary>
    public bool TryBeginMetricFault() => Interlocked.Exchange(ref _metricFaults, 1) == 0;

    /// <summary>Whether it is the first time since the process started that one of the model's vocabularies is full.</summary>
    public bool TryBeginFullVocabulary() => Interlocked.Exchange(ref _fullVocabularies, 1) == 0;

    public void Report(StorageFault fault)
    {
        Faults.Enqueue(fault);
        while (Faults.Count > MaxFaults)
        {
            Faults.TryDequeue(out _);
        }
    }
}
