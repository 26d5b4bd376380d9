namespace OnlineMl.Serving.Storage.Files;

/// <summary>Whether one of the <see cref="LogWriters"/> sleeps, because it has nothing to write, or works for a sink.</summary>
internal sealed class WriterState
{
    // A thread that has worked so long for one sink may never come back, and is none of those that share the work.
    private static readonly TimeSpan LongestApplying = TimeSpan.FromSeconds(1);
    private readonly object _lock = new();
    private bool _isAwake;
    private long _applyingSince = long.MaxValue;

    /// <summary>Whether it has been with one sink for long.</summary>
    public bool IsStuck => Environment.TickCount64 - Volatile.Read(ref _applyingSince) is > 0 and var since && since > LongestApplying.TotalMilliseconds;

    public void BeginApplying() => Volatile.Write(ref _applyingSince, Environment.TickCount64);

    public void EndApplying() => Volatile.Write(ref _applyingSince, long.MaxValue);

    /// <summary>Waits for one <see cref="Wake"/>, which may have come already.</summary>
    /// <returns>False when none came in time.</returns>
    public bool Sleep(TimeSpan longest)
    {
        lock (_lock)
        {
            while (!_isAwake)
            {
                if (!Monitor.Wait(_lock, longest) && !_isAwake)
                {
                    return false;
                }
            }

            _isAwake = false;
            return true;
        }
    }

    public void Wake()
    {
        lock (_lock)
        {
            _isAwake = true;
            Monitor.Pulse(_lock);
        }
    }
}
