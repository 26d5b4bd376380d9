using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Serving.Hosting;

/// <summary>What all models of a host share.</summary>
internal sealed partial class ServingContext : IDisposable
{
    /// <summary>When a call may be tried again that the storage could not do.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _maintenanceRequested = new(0, 1);
    private readonly ILogger _logger;
    private int _observerFaults;

    public ServingContext(OnlineMlServingOptions options, ComponentCatalog catalog, TimeProvider time, ServingInstruments instruments, ILogger logger, IEventBackplane? backplane = null, ICallCounter? counter = null, IModelSizes? sizes = null)
    {
        _logger = logger;
        (Counter, Sizes) = (counter, sizes);
        Options = options;
        Catalog = catalog;
        Time = time;
        EventClock = new EventClock(time);
        Instruments = instruments;
        instruments.FaultReported = ReportObserver;
        Memory = new MemoryBudget(options.Memory.BytesOfModels);
        SpecOptions = new SpecOptions
        {
            LearnDuringPredict = options.Call.LearnDuringPredict,
            TimeFeature = options.Call.TimeFeature,
            MaxMadeFeatures = options.Limit.MaxMadeFeatures,
            MaxNames = options.Limit.MaxNames,
            ParseNumbers = options.Call.ParseNumbers,
            MaxBytes = options.Memory.BytesOfOneModel,
        };
        Events = new EventHub(options, time, count => instruments.Dropped.Record(count));
        MetricEvents = new EventHub(options, time, count => instruments.Dropped.Record(count));
        if (backplane is not null)
        {
            SharesEvents = true;
            Events.Share(backplane, "events");
            MetricEvents.Share(backplane, "metrics");
        }
    }

    public OnlineMlServingOptions Options { get; }

    /// <summary>Counts what users do beyond this process; null when nothing does.</summary>
    public ICallCounter? Counter { get; }

    /// <summary>Adds up what the models of users take on all servers; null when there are no others.</summary>
    public IModelSizes? Sizes { get; }

    public ComponentCatalog Catalog { get; }

    public TimeProvider Time { get; }

    /// <summary>The time of events.</summary>
    public EventClock EventClock { get; }

    public ServingInstruments Instruments { get; }

    public MemoryBudget Memory { get; }

    /// <summary>How new models are built, and how large one may be.</summary>
    public SpecOptions SpecOptions { get; }

    /// <summary>How a new model is built of which its creator says more.</summary>
    /// <exception cref="OnlineMlException">An option is out of its range.</exception>
    public SpecOptions SpecOptionsWith(ModelOptions? asked)
    {
        try
        {
            return asked is null ? SpecOptions : SpecOptions.With(
                asked.TimeFeature ?? SpecOptions.TimeFeature,
                Require.Between(asked.MaxMadeFeatures ?? Options.Limit.MaxMadeFeatures, 1, Options.Limit.MaxMadeFeatures, WireNames.MaxMadeFeatures),
                Require.Between(asked.MaxNames ?? Options.Limit.MaxNames, 1, Options.Limit.MaxNames, WireNames.MaxNames),
                asked.ParseNumbers ?? SpecOptions.ParseNumbers);
        }
        catch (ArgumentException e)
        {
            throw Refusals.Of(e);
        }
    }

    /// <summary>Refuses an idempotency key that is empty or too long.</summary>
    public void CheckKey(string? key)
    {
        CheckLength(key, "Idempotency-Key");
        if (key is "")
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "'Idempotency-Key' is empty.");
        }
    }

    /// <summary>Refuses a text that is longer than an identifier may be.</summary>
    public void CheckLength(string? text, string field)
    {
        if (text is not null && text.Length > Options.Limit.MaxIdentifierLength)
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest, $"'{field}' has {text.Length} characters; at most {Options.Limit.MaxIdentifierLength} are allowed.")
            {
                Limit = nameof(OnlineMlLimitOptions.MaxIdentifierLength),
            };
        }
    }

    /// <summary>The components of the catalog with their parameters.</summary>
    public JsonElement CatalogJson => field.ValueKind == JsonValueKind.Undefined ? field = Catalog.ToJson() : field;

    public EventHub Events { get; }

    public EventHub MetricEvents { get; }

    /// <summary>Whether listeners hear of what other servers do from those.</summary>
    public bool SharesEvents { get; }

    /// <summary>What a caller is told when the storage cannot do what it should.</summary>
    /// <param name="reason">Why it cannot.</param>
    /// <param name="limit">The name of the option that does not let it.</param>
    public static OnlineMlException Refusal(StorageException reason, string? limit = null) =>
        new(reason.IsFull ? RefusalKind.StorageFull : RefusalKind.Unavailable, reason.Message, reason) { RetryAfter = RetryAfter, Limit = limit };

    /// <summary>Says that a snapshot is due or that memory becomes scarce.</summary>
    public void RequestMaintenance()
    {
        if (_maintenanceRequested.CurrentCount == 0)
        {
            try
            {
                _maintenanceRequested.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread asked at the same moment, which is enough.
                return;
            }
        }
    }

    /// <summary>Waits until it is said that there is something to keep, or a time is over.</summary>
    public Task WaitForWorkAsync(TimeSpan longest, CancellationToken cancellationToken) => _maintenanceRequested.WaitAsync(longest, cancellationToken);

    /// <summary>What a caller is told when a model did not take a call; what is no refusal is reported as a fault.</summary>
    public OnlineMlException Refuse(ModelEntry entry, Exception reason)
    {
        if (reason is OutOfMemoryException)
        {
            return Exhausted(entry, "it is not taken", reason);
        }

        if (Refusals.IsRefusal(reason))
        {
            return Refusals.Of(reason);
        }

        ReportFault(entry, null, reason);
        return Refusals.OfFault(reason);
    }

    /// <summary>What a caller is told when a model needs more memory than there is.</summary>
    public static OnlineMlException Exhausted(ModelEntry entry, string what, Exception reason) => new(
        RefusalKind.BadRequest, $"The model '{entry.Name}' needs more memory for this example than there is; {what}.", reason);

    /// <summary>Reports that a component of a model failed: each time to the instruments, the first time with the stack to the log and in the model's status.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="position">The event that it failed on; null for a call that left no trace.</param>
    /// <param name="fault">What it threw.</param>
    public void ReportFault(ModelEntry entry, long? position, Exception fault)
    {
        if (entry.TryBeginFault())
        {
            var where = position is { } number ? $"event {number}, which is passed over" : "a call";
            entry.Report(new StorageFault(entry.Name, 0, $"The model failed on {where} ({fault.GetType().Name}: {fault.Message}); further faults are only counted."));
            LogModelFault(entry.Name, where, fault);
        }

        Instruments.Fault.Record(1, ServingInstruments.Tag(entry.Name));
    }

    /// <summary>Reports that a metric of a model cannot tell its value, the first time in the model's status and to the log.</summary>
    public void ReportMetric(ModelEntry entry, string metric, Exception fault)
    {
        if (entry.TryBeginMetricFault())
        {
            entry.Report(new StorageFault(entry.Name, 0, $"The metric '{metric}' failed ({fault.GetType().Name}: {fault.Message}) and is told as nan."));
            LogMetricFault(metric, entry.Name, fault);
        }
    }

    /// <summary>Reports that something of what is stored of a model is damaged, in its status and to the log, unless that is known.</summary>
    public void ReportDamage(ModelEntry entry, StorageFault fault)
    {
        if (!entry.Faults.Contains(fault))
        {
            entry.Report(fault);
            LogDamage(entry.Name, fault.Message);
        }
    }

    /// <summary>Reports that a model cannot be restored, to the log when the reason is new.</summary>
    /// <returns>What callers are told.</returns>
    public OnlineMlException Lose(ModelEntry entry, string reason, Exception? cause = null)
    {
        var lost = new OnlineMlException(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be restored: {reason}.", cause);
        if (entry.Lost?.Message != lost.Message)
        {
            LogLost(entry.Name, reason);
        }

        (entry.Lost, entry.LostAt) = (lost, Time.GetTimestamp());
        return lost;
    }

    /// <summary>Reports that a vocabulary of a model is full, the first time in its status and to the log, and to the instruments what it passed over.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="most">How many names each vocabulary may have.</param>
    /// <param name="passedOver">How many names were passed over since the last report.</param>
    public void ReportFullVocabulary(ModelEntry entry, int most, long passedOver)
    {
        if (entry.TryBeginFullVocabulary())
        {
            entry.Report(new StorageFault(
                entry.Name, 0, $"A vocabulary of the model has the {most} names that {nameof(Model.MaxNames)} allows; examples with other names of features are refused, and other values passed over."));
            LogFullVocabulary(entry.Name, most);
        }

        if (passedOver > 0)
        {
            Instruments.NamePassedOver.Record(passedOver, ServingInstruments.Tag(entry.Name));
        }
    }

    /// <summary>Takes note of a model that takes more memory than one may, and learns no more.</summary>
    public void ReportOversize(string reason) => LogOversize(reason);

    /// <summary>Takes note of a user who may not take more, the first time in a day.</summary>
    public void ReportQuota(UserUsage usage, OnlineMlException refusal)
    {
        if (usage.TryBeginReport(EventClock.At(Time.GetTimestamp())))
        {
            LogQuota(refusal.Message);
        }
    }

    /// <summary>Takes note of the first feature of a model that came as a text which says a number.</summary>
    public void ReportNumberAsText(ModelEntry entry, string feature)
    {
        Instruments.NumberAsText.Record(1, ServingInstruments.Tag(entry.Name));
        LogNumberAsText(entry.Name, feature);
    }

    // The first time only: a listener may fail at each call.
    private void ReportObserver(Exception fault)
    {
        if (Interlocked.Increment(ref _observerFaults) == 1)
        {
            LogObserverFault(fault);
        }
    }

    public void Dispose() => _maintenanceRequested.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' failed on {Where}; further faults of it are only counted.")]
    private partial void LogModelFault(string model, string where, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The metric '{Metric}' of the model '{Model}' failed and is told as nan.")]
    private partial void LogMetricFault(string metric, string model, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' cannot be restored and is not served: {Reason}.")]
    private partial void LogLost(string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage of the model '{Model}' is damaged: {Fault}")]
    private partial void LogDamage(string model, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A vocabulary of the model '{Model}' has the {Most} names that MaxNames allows.")]
    private partial void LogFullVocabulary(string model, int most);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} Further refusals of that day are only counted.")]
    private partial void LogQuota(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void LogOversize(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The feature '{Feature}' of the model '{Model}' comes as a text that says a number, and is taken as a category.")]
    private partial void LogNumberAsText(string model, string feature);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to the meter failed; further faults of listeners are not logged.")]
    private partial void LogObserverFault(Exception fault);
}
