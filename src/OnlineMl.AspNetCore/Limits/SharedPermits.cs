using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Calls that this server has taken for its callers out of those that all servers together may answer them.</summary>
/// <remarks>One in a hundred of a limit is taken at a time, so that not every call has to ask; what a server has taken and not used when the time is over is
/// lost, and never are there more calls than the limit. While the others cannot be asked, nothing is said, and each server counts by itself.</remarks>
internal sealed partial class SharedPermits(ICallCounter counter, TimeProvider time, ILogger logger)
{
    private const int Shares = 100;
    private const int MaxCallers = 10_000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Permits> _permits = new(StringComparer.Ordinal);
    private long _askAgainAt = long.MinValue;
    private bool _isAway;

    /// <summary>Takes one call.</summary>
    /// <param name="name">The name of the limit.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="caller">Whose call it is.</param>
    /// <returns>Null when it may be made, else how long to wait; <see cref="Timeout.InfiniteTimeSpan"/> when that cannot be found out now.</returns>
    public async ValueTask<TimeSpan?> TakeAsync(string name, RateLimit limit, string caller)
    {
        var key = $"{name}:{caller}";
        while (true)
        {
            var permits = _permits.GetOrAdd(key, _ => new Permits());
            Task<bool> asking;
            lock (permits)
            {
                var left = time.GetElapsedTime(time.GetTimestamp(), permits.Until);
                if (left > TimeSpan.Zero && permits.Left > 0)
                {
                    permits.Left--;
                    return null;
                }

                if (left > TimeSpan.Zero && permits.IsSpent)
                {
                    return left;
                }

                if (time.GetTimestamp() < Volatile.Read(ref _askAgainAt))
                {
                    return Timeout.InfiniteTimeSpan;
                }

                asking = permits.Asking is { IsCompleted: false } under ? under : permits.Asking = AskAsync(permits, key, limit);
            }

            if (!await asking.ConfigureAwait(false))
            {
                return Timeout.InfiniteTimeSpan;
            }
        }
    }

    private async Task<bool> AskAsync(Permits permits, string key, RateLimit limit)
    {
        await Task.Yield();
        Forget();
        try
        {
            var start = time.GetTimestamp();
            var (granted, left) = await counter.TakeAsync(key, Math.Max(1, limit.Calls / Shares), limit.Calls, limit.Window).WaitAsync(MaxWait, time).ConfigureAwait(false);
            lock (permits)
            {
                (permits.Left, permits.IsSpent) = (granted, granted == 0);
                permits.Until = start + (long)(left.TotalSeconds * time.TimestampFrequency);
            }

            if (Interlocked.Exchange(ref _isAway, false))
            {
                LogBack();
            }

            return true;
        }
        catch (Exception reason) when (reason is StorageException or TimeoutException)
        {
            Volatile.Write(ref _askAgainAt, time.GetTimestamp() + (long)(Rest.TotalSeconds * time.TimestampFrequency));
            if (!Interlocked.Exchange(ref _isAway, true))
            {
                LogAway(reason);
            }

            return false;
        }
    }

    private void Forget()
    {
        if (_permits.Count <= MaxCallers)
        {
            return;
        }

        foreach (var place in _permits)
        {
            if (place.Value.Until <= time.GetTimestamp())
            {
                _permits.TryRemove(place);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Calls cannot be counted together with the other servers; each counts by itself until they can.")]
    private partial void LogAway(Exception reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Calls are counted together with the other servers again.")]
    private partial void LogBack();

    private sealed class Permits
    {
        public long Left { get; set; }

        public bool IsSpent { get; set; }

        /// <summary>When the time of the limit is over, as a timestamp of the clock.</summary>
        public long Until { get; set; }

        public Task<bool>? Asking { get; set; }
    }
}
