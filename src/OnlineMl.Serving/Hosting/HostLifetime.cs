using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Whether a host takes calls: the first one starts it, and when it stops it takes no more.</summary>
/// <param name="start">Starts the host.</param>
internal sealed class HostLifetime(Func<CancellationToken, Task> start) : IDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _isStarted;
    private volatile bool _isStopping;

    public bool IsStarted => _isStarted;

    public bool IsStopping => _isStopping;

    /// <summary>Is cancelled when the host stops.</summary>
    public CancellationToken Ending => _ending.Token;

    public void Dispose()
    {
        _starting.Dispose();
        _ending.Dispose();
    }

    /// <summary>Starts the host unless that was done.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isStarted)
            {
                await start(cancellationToken).ConfigureAwait(false);
                _isStarted = true;
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Sees to it that the host is started, for a call.</summary>
    /// <exception cref="OnlineMlException">It cannot be, or it is stopping.</exception>
    public async ValueTask RunningAsync(CancellationToken cancellationToken)
    {
        CheckNotStopping();
        if (_isStarted)
        {
            return;
        }

        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    /// <summary>Refuses a call that comes while the host stops.</summary>
    public void CheckNotStopping()
    {
        if (_isStopping)
        {
            throw new OnlineMlException(RefusalKind.Unavailable, "The service is stopping.");
        }
    }

    /// <summary>Takes no more calls from here on.</summary>
    /// <returns>False when the host has been disposed of, which stopped it.</returns>
    public async Task<bool> TryStopAsync()
    {
        _isStopping = true;
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
