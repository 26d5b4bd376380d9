namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Counts sign-ins that failed, so that an address that guesses has to wait.</summary>
internal sealed class FailedSignIns(TimeProvider time)
{
    /// <summary>How many sign-ins of an address may fail within <see cref="Window"/>.</summary>
    public const int Most = 10;

    private const int MostAddresses = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Began, int Count)> _failed = new(StringComparer.Ordinal);

    /// <summary>How long failed sign-ins count, from the first one on.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an address has to wait before it may try again; zero when it may.</summary>
    public TimeSpan WaitOf(string address)
    {
        lock (_gate)
        {
            return _failed.TryGetValue(address, out var failed) && failed.Count >= Most && Window - time.GetElapsedTime(failed.Began) is var wait && wait > TimeSpan.Zero
                ? wait
                : TimeSpan.Zero;
        }
    }

    /// <summary>Counts a sign-in that failed.</summary>
    public void Count(string address)
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
