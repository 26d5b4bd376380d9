using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;

namespace OnlineMl.Serving.Hosting;

/// <summary>The calls that wait until a model is in memory, as many of them as may wait for one that is busy.</summary>
/// <param name="name">The name of the model.</param>
internal sealed class LoadingCalls(string name)
{
    private readonly Lock _lock = new();
    private int _count;
    private long _bytes;

    /// <summary>Lets another call wait.</summary>
    /// <param name="bytes">What it holds in memory.</param>
    /// <param name="maxCalls">How many may wait.</param>
    /// <exception cref="OnlineMlException">Too many wait already.</exception>
    public void Enter(long bytes, int maxCalls)
    {
        lock (_lock)
        {
            if (_count >= maxCalls || (_count > 0 && _bytes + bytes > StateAccess.MaxWaitingBytes))
            {
                throw new OnlineMlException(RefusalKind.Unavailable, $"The model '{name}' is being loaded, and {_count} calls wait for it already; try again later.")
                {
                    RetryAfter = ServingContext.RetryAfter,
                    Limit = nameof(OnlineMlCallOptions.MaxWaitingCalls),
                };
            }

            _count++;
            _bytes += bytes;
        }
    }

    /// <summary>Counts a call no longer.</summary>
    public void Exit(long bytes)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= bytes;
        }
    }
}
