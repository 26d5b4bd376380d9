using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Looks now and then whether the store works and has what it should, so that this is known before a call needs it.</summary>
internal sealed partial class StoreWatch(IModelStore store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private long? _looked;
    private volatile string? _fault;

    /// <summary>Why nothing can be stored; null when it can.</summary>
    public string? Fault => _fault;

    /// <summary>Looks, unless that was done a moment ago.</summary>
    public async Task LookAsync(IEnumerable<ModelEntry> entries, CancellationToken cancellationToken)
    {
        if (_looked is { } last && time.GetElapsedTime(last) < Pause)
        {
            return;
        }

        _looked = time.GetTimestamp();
        try
        {
            await store.CheckAsync(cancellationToken).ConfigureAwait(false);
            _fault = null;
        }
        catch (StorageException e)
        {
            if (_fault is null)
            {
                LogFault(e);
            }

            _fault = e.Message;
        }

        foreach (var entry in entries)
        {
            foreach (var fault in entry.Loaded?.Log.Faults ?? [])
            {
                if (!entry.Faults.Contains(fault))
                {
                    entry.Report(fault);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing can be stored; it is tried again.")]
    private partial void LogFault(Exception reason);
}
