using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>What all models of a host share.</summary>
internal sealed class ServingContext : IDisposable
{
    private readonly SemaphoreSlim _maintenanceRequested = new(0, 1);

    public ServingContext(OnlineMlServingOptions options, ComponentCatalog catalog, TimeProvider time, ServingInstruments instruments)
    {
        Options = options;
        Catalog = catalog;
        Time = time;
        Instruments = instruments;
        Memory = new MemoryBudget(options.BytesOfModels);
        SpecOptions = new SpecOptions
        {
            LearnDuringPredict = options.LearnDuringPredict,
            TimeFeature = options.TimeFeature,
            MaxMadeFeatures = options.MaxMadeFeatures,
            MaxBytes = options.BytesOfOneModel,
        };
        Events = new EventHub(options, time, count => instruments.Dropped.Add(count));
        MetricEvents = new EventHub(options, time, count => instruments.Dropped.Add(count));
    }

    public OnlineMlServingOptions Options { get; }

    public ComponentCatalog Catalog { get; }

    public TimeProvider Time { get; }

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
                asked.TimeFeature ?? SpecOptions.TimeFeature, Require.Between(asked.MaxMadeFeatures ?? Options.MaxMadeFeatures, 1, Options.MaxMadeFeatures, WireNames.MaxMadeFeatures));
        }
        catch (ArgumentException e)
        {
            throw CallRefusal(e);
        }
    }

    /// <summary>The components of the catalog with their parameters.</summary>
    public JsonElement CatalogJson => field.ValueKind == JsonValueKind.Undefined ? field = Catalog.ToJson() : field;

    public EventHub Events { get; }

    public EventHub MetricEvents { get; }

    /// <summary>What a caller is told when the storage cannot do what it should.</summary>
    public static OnlineMlException Refusal(StorageException reason) =>
        new(reason.IsFull ? RefusalKind.StorageFull : RefusalKind.Unavailable, reason.Message, reason);

    /// <summary>What a caller is told when a call does not fit the model, without the parameter's name, which is not the caller's.</summary>
    public static OnlineMlException CallRefusal(Exception reason) => new(RefusalKind.BadRequest, ReasonOf(reason), reason);

    /// <summary>An exception's message without the parameter's name.</summary>
    public static string ReasonOf(Exception reason)
    {
        var parameter = reason is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return parameter.Length > 0 && reason.Message.EndsWith(parameter, StringComparison.Ordinal) ? reason.Message[..^parameter.Length] : reason.Message;
    }

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

    public void Dispose() => _maintenanceRequested.Dispose();
}
