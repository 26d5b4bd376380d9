using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Counts sign-ins that failed, so that an address that guesses has to wait.</summary>
/// <param name="time">The clock.</param>
/// <param name="counter">Counts those of all servers that share models; null where there are no others. While it is away each server counts by itself.</param>
internal sealed class FailedSignIns(TimeProvider time, ICallCounter? counter = null)
{
    /// <summary>How many sign-ins of an address may fail within <see cref="Window"/>.</summary>
    public const int Most = 10;

    private const int MostAddresses = 10_000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Began, int Count)> _failed = new(StringComparer.Ordinal);

    /// <summary>How long failed sign-ins count, from the first one on.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an address has to wait before it may try again; zero when it may.</summary>
    public async ValueTask<TimeSpan> FindWaitAsync(string address)
    {
        var wait = WaitOf(address);
        return wait > TimeSpan.Zero || await AddAsync(address, 0).ConfigureAwait(false) is not { Count: >= Most, Left: var left } ? wait : left;
    }

    /// <summary>Counts a sign-in that failed.</summary>
    public async ValueTask CountAsync(string address)
    {
        Count(address);
        await AddAsync(address, 1).ConfigureAwait(false);
    }

    private async ValueTask<(long Count, TimeSpan Left)> AddAsync(string address, int count)
    {
        if (counter is null)
        {
            return default;
        }

        try
        {
            return await counter.AddAsync("signin:" + address, count, Window).WaitAsync(MaxWait, time).ConfigureAwait(false);
        }
        catch (Exception reason) when (reason is StorageException or TimeoutException)
        {
            return default;
        }
    }

    private TimeSpan WaitOf(string address)
    {
        lock (_gate)
        {
            return _failed.TryGetValue(address, out var failed) && failed.Count >= Most && Window - time.GetElapsedTime(failed.Began) is var wait && wait > TimeSpan.Zero
                ? wait
                : TimeSpan.Zero;
        }
    }

    private void Count(string address)
    {
        lock (_gate)
        {
            if (_failed.TryGetValue(address, out var failed) && time.GetElapsedTime(failed.Began) < Window)
            {
                _failed[address] = (failed.Began, failed.Count + 1);
                return;
            }

            if (_failed.Count >= MostAddresses)
            {
                Forget();
            }

            _failed[address] = (time.GetTimestamp(), 1);
        }
    }

    // Whoever has so many addresses is not slowed by counting them.
    private void Forget()
    {
        foreach (var past in _failed.Where(each => time.GetElapsedTime(each.Value.Began) >= Window).Select(each => each.Key).ToArray())
        {
            _failed.Remove(past);
        }

        if (_failed.Count >= MostAddresses)
        {
            _failed.Clear();
        }
    }
}
