using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>The options of every concern together, as the service reads them. Each is the object that the application's <c>IOptions</c> of its type has.</summary>
internal class OnlineMlServingOptions
{
    /// <summary>What is wrong with them.</summary>
    public List<string> Faults { get; } = [];

    public OnlineMlStorageOptions Storage { get; private set; } = new();

    public OnlineMlMemoryOptions Memory { get; private set; } = new();

    public OnlineMlLimitOptions Limit { get; private set; } = new();

    public OnlineMlCallOptions Call { get; private set; } = new();

    public OnlineMlStreamOptions Stream { get; private set; } = new();

    public string? StoragePath
    {
        get => Storage.StoragePath;
        set => Storage.StoragePath = value;
    }

    public Durability Durability
    {
        get => Storage.Durability;
        set => Storage.Durability = value;
    }

    public bool RetainAllEvents
    {
        get => Storage.RetainAllEvents;
        set => Storage.RetainAllEvents = value;
    }

    public TimeSpan RetainEventsFor
    {
        get => Storage.RetainEventsFor;
        set => Storage.RetainEventsFor = value;
    }

    public long RetainEventBytes
    {
        get => Storage.RetainEventBytes;
        set => Storage.RetainEventBytes = value;
    }

    public TimeSpan SnapshotInterval
    {
        get => Storage.SnapshotInterval;
        set => Storage.SnapshotInterval = value;
    }

    public int SnapshotEvents
    {
        get => Storage.SnapshotEvents;
        set => Storage.SnapshotEvents = value;
    }

    public long? MemoryBudget
    {
        get => Memory.MemoryBudget;
        set => Memory.MemoryBudget = value;
    }

    public long? MaxModelBytes
    {
        get => Memory.MaxModelBytes;
        set => Memory.MaxModelBytes = value;
    }

    public int MaxModels
    {
        get => Limit.MaxModels;
        set => Limit.MaxModels = value;
    }

    public int MaxFeatures
    {
        get => Limit.MaxFeatures;
        set => Limit.MaxFeatures = value;
    }

    public int MaxClasses
    {
        get => Limit.MaxClasses;
        set => Limit.MaxClasses = value;
    }

    public int MaxIdentifierLength
    {
        get => Limit.MaxIdentifierLength;
        set => Limit.MaxIdentifierLength = value;
    }

    public bool GenerateIdentifiers
    {
        get => Call.GenerateIdentifiers;
        set => Call.GenerateIdentifiers = value;
    }

    public int RememberedPredictions
    {
        get => Call.RememberedPredictions;
        set => Call.RememberedPredictions = value;
    }

    public long RememberedBytes
    {
        get => Call.RememberedBytes;
        set => Call.RememberedBytes = value;
    }

    public TimeSpan RememberFor
    {
        get => Call.RememberFor;
        set => Call.RememberFor = value;
    }

    public int IdempotencyKeys
    {
        get => Call.IdempotencyKeys;
        set => Call.IdempotencyKeys = value;
    }

    public TimeSpan IdempotencyFor
    {
        get => Call.IdempotencyFor;
        set => Call.IdempotencyFor = value;
    }

    public bool LearnDuringPredict
    {
        get => Call.LearnDuringPredict;
        set => Call.LearnDuringPredict = value;
    }

    public string? TimeFeature
    {
        get => Call.TimeFeature;
        set => Call.TimeFeature = value;
    }

    public int MaxMadeFeatures
    {
        get => Limit.MaxMadeFeatures;
        set => Limit.MaxMadeFeatures = value;
    }

    public int ListenerCapacity
    {
        get => Stream.ListenerCapacity;
        set => Stream.ListenerCapacity = value;
    }

    public int ResumableEvents
    {
        get => Stream.ResumableEvents;
        set => Stream.ResumableEvents = value;
    }

    public TimeSpan ResumableFor
    {
        get => Stream.ResumableFor;
        set => Stream.ResumableFor = value;
    }

    public int MaxStreams
    {
        get => Stream.MaxStreams;
        set => Stream.MaxStreams = value;
    }

    public TimeSpan KeepAlive
    {
        get => Stream.KeepAlive;
        set => Stream.KeepAlive = value;
    }

    public long BytesOfModels => Memory.BytesOfModels;

    public long BytesOfOneModel => Memory.BytesOfOneModel;

    /// <summary>Takes the options of one concern.</summary>
    public virtual void Take(object options)
    {
        switch (options)
        {
            case OnlineMlStorageOptions storage:
                Storage = storage;
                break;
            case OnlineMlMemoryOptions memory:
                Memory = memory;
                break;
            case OnlineMlLimitOptions limit:
                Limit = limit;
                break;
            case OnlineMlCallOptions call:
                Call = call;
                break;
            case OnlineMlStreamOptions stream:
                Stream = stream;
                break;
            default:
                return;
        }
    }
}
