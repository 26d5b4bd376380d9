using System.Text.Json;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Reads again, for all callers at once, what servers share, and knows whether that can be reached.</summary>
/// <param name="read">Reads it.</param>
/// <param name="logAway">Is told once when it cannot be read any more; it is tried again until it can.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedRefresh(Func<Task> read, Action<Exception> logAway, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task _reading = Task.CompletedTask;
    private bool _hasBegun;
    private long? _tried;
    private long _read = long.MinValue;
    private volatile bool _isAway;

    /// <summary>Whether it was read since the process began.</summary>
    public bool IsRead => Interlocked.Read(ref _read) != long.MinValue;

    /// <summary>Whether it was read, and can be now or could be so short a time ago.</summary>
    public bool IsKnownFor(TimeSpan age) => IsRead && (!_isAway || time.GetElapsedTime(Interlocked.Read(ref _read)) <= age);

    /// <summary>Reads it, unless that was done just now.</summary>
    /// <param name="isDue">Whether what was read until now does not do, however new it is.</param>
    public async ValueTask RefreshAsync(bool isDue = false)
    {
        Task reading;
        lock (_gate)
        {
            isDue &= !_isAway;
            if (!isDue && IsRead && _reading.IsCompleted && _tried is { } tried && time.GetElapsedTime(tried) < Every)
            {
                return;
            }

            // What is being read may be older than the reason for reading it again.
            reading = _reading.IsCompleted || (isDue && _hasBegun) ? Begin(TryReadAsync) : _reading;
        }

        // While it is away no call waits for it that can do with what is known.
        if (!_isAway || !IsRead)
        {
            await reading.WaitAsync(MaxWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads it now.</summary>
    /// <exception cref="StorageException">That cannot be done now.</exception>
    /// <exception cref="JsonException">What is there is nothing that can be read.</exception>
    public Task ReadAsync()
    {
        lock (_gate)
        {
            return Begin(ReadOnceAsync);
        }
    }

    private Task Begin(Func<Task> reading)
    {
        var before = _reading;
        _hasBegun = false;
        return _reading = Task.Run(() => AfterAsync(before, reading));
    }

    private async Task AfterAsync(Task before, Func<Task> reading)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _hasBegun = true;
        }

        await reading().ConfigureAwait(false);
    }

    private async Task ReadOnceAsync()
    {
        await read().ConfigureAwait(false);
        Interlocked.Exchange(ref _read, time.GetTimestamp());
        _isAway = false;
    }

    private async Task TryReadAsync()
    {
        try
        {
            await ReadOnceAsync().ConfigureAwait(false);
        }
        catch (Exception reason) when (reason is StorageException or JsonException or FormatException)
        {
            if (!_isAway)
            {
                _isAway = true;
                logAway(reason);
                _ = RefreshUntilThereAsync();
            }
        }

        lock (_gate)
        {
            _tried = time.GetTimestamp();
        }
    }

    private async Task RefreshUntilThereAsync()
    {
        while (_isAway)
        {
            await Task.Delay(Every, time).ConfigureAwait(false);
            Task reading;
            lock (_gate)
            {
                reading = _reading.IsCompleted ? Begin(TryReadAsync) : _reading;
            }

            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
