using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>The logs that a store of a shared place has open, to be closed with it.</summary>
internal sealed class OpenLogs(FencedLogOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<FencedLog> _open = [];
    private volatile bool _isClosed;

    /// <summary>What was appended later than other servers' events.</summary>
    public FenceCounts Counts { get; } = new();

    /// <summary>Opens a log; null when there is no such model any more.</summary>
    public async Task<IModelLog?> OpenAsync(string name, ISharedLog shared, CancellationToken cancellationToken)
    {
        var log = await FencedLog.OpenAsync(name, shared, options, Counts, time, logger, Forget, cancellationToken).ConfigureAwait(false);
        if (log is null)
        {
            return null;
        }

        lock (_lock)
        {
            _open.Add(log);
        }

        if (_isClosed)
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(IModelStore));
        }

        return log;
    }

    public async Task CloseAsync()
    {
        _isClosed = true;
        List<FencedLog> open;
        lock (_lock)
        {
            open = [.. _open];
        }

        foreach (var log in open)
        {
            await log.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Forget(FencedLog log)
    {
        lock (_lock)
        {
            _open.Remove(log);
        }
    }
}
