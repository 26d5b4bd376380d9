using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>What all models of a host share.</summary>
internal sealed class ServingContext : IDisposable
{
    private readonly SemaphoreSlim _snapshotAsked = new(0, 1);

    public ServingContext(OnlineMlServingOptions options, ComponentCatalog catalog, TimeProvider time, ServingInstruments instruments)
    {
        Options = options;
        Catalog = catalog;
        Time = time;
        Instruments = instruments;
        Events = new EventHub(options, time, count => instruments.Dropped.Add(count));
        MetricEvents = new EventHub(options, time, count => instruments.Dropped.Add(count));
    }

    public OnlineMlServingOptions Options { get; }

    public ComponentCatalog Catalog { get; }

    public TimeProvider Time { get; }

    public ServingInstruments Instruments { get; }

    /// <summary>The components of the catalog with their parameters.</summary>
    public JsonElement CatalogJson => field.ValueKind == JsonValueKind.Undefined ? field = Catalog.ToJson() : field;

    public EventHub Events { get; }

    public EventHub MetricEvents { get; }

    /// <summary>What a caller is told when the storage cannot do what it should.</summary>
    public static OnlineMlException Refusal(StorageException reason) =>
        new(reason.IsFull ? RefusalKind.StorageFull : RefusalKind.Unavailable, reason.Message, reason);

    /// <summary>Says that a model has had enough events for a snapshot.</summary>
    public void AskForSnapshot()
    {
        if (_snapshotAsked.CurrentCount == 0)
        {
            try
            {
                _snapshotAsked.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread asked at the same moment, which is enough.
                return;
            }
        }
    }

    /// <summary>Waits until a model has had enough events for a snapshot, or a time is over.</summary>
    public Task WaitForWorkAsync(TimeSpan longest, CancellationToken cancellationToken) => _snapshotAsked.WaitAsync(longest, cancellationToken);

    public void Dispose() => _snapshotAsked.Dispose();
}
