using System.Globalization;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>The events of one user's models, of which there may be so many in a day of UTC. Safe for use by several threads at once.</summary>
/// <remarks>Where something counts beyond this process, one in a thousand of the limit is taken from it at a time; what was taken and not used when the process
/// ends is lost. Calls that are under way when a share ends may be more than it by their number, which the next share makes up for. While that cannot be
/// asked, this process counts by itself.</remarks>
/// <param name="user">The user.</param>
/// <param name="most">How many there may be in a day.</param>
/// <param name="counter">Counts beyond this process: those of all servers, or of earlier processes; null when nothing does.</param>
/// <param name="time">The clock.</param>
internal sealed class UserEvents(string user, long most, ICallCounter? counter, TimeProvider time)
{
    private const int Shares = 1_000;

    // The count is kept for a while longer than its day, as clocks differ.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly long _share = Math.Max(1, most / Shares);
    private readonly Lock _lock = new();
    private DateTime _day;
    private long _used;
    private long _left;
    private bool _isSpent;
    private long _askAgainAt = long.MinValue;
    private Task _asking = Task.CompletedTask;

    /// <summary>Whether to wait for <see cref="PrepareAsync"/> before an event is taken.</summary>
    public bool MustPrepare(DateTimeOffset now)
    {
        if (counter is null)
        {
            return false;
        }

        lock (_lock)
        {
            Begin(now);
            return _left <= 0 && MayAsk;
        }
    }

    /// <summary>Takes a share of the day's events, unless there is something left of the last one.</summary>
    public ValueTask PrepareAsync(DateTimeOffset now)
    {
        if (counter is null)
        {
            return default;
        }

        lock (_lock)
        {
            Begin(now);
            return _left <= 0 && MayAsk ? new ValueTask(Ask(now)) : default;
        }
    }

    /// <summary>Takes an event.</summary>
    /// <returns>Null; how long to wait when it is one too many.</returns>
    public TimeSpan? Take(DateTimeOffset now)
    {
        lock (_lock)
        {
            Begin(now);
            if (counter is null || time.GetTimestamp() < _askAgainAt ? _used >= most : _isSpent && _left <= 0)
            {
                return _day.AddDays(1) - now.UtcDateTime;
            }

            _used++;
            _left--;
            if (_left <= _share / 2 && _share > 1 && MayAsk)
            {
                _ = Ask(now);
            }

            return null;
        }
    }

    private bool MayAsk => counter is not null && !_isSpent && time.GetTimestamp() >= _askAgainAt;

    private void Begin(DateTimeOffset now)
    {
        if (now.UtcDateTime.Date > _day)
        {
            (_day, _used, _left, _isSpent) = (now.UtcDateTime.Date, 0, 0, false);
        }
    }

    private Task Ask(DateTimeOffset now) => _asking = _asking.IsCompleted ? AskAsync(_day, _share + Math.Max(0, -_left), _day.AddDays(1) - now.UtcDateTime + Grace) : _asking;

    private async Task AskAsync(DateTime day, long wanted, TimeSpan window)
    {
        await Task.Yield();
        try
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"events:{day:yyyy-MM-dd}:{user}");
            var (granted, _) = await counter!.TakeAsync(key, wanted, most, window).WaitAsync(MaxWait, time).ConfigureAwait(false);
            lock (_lock)
            {
                if (day == _day)
                {
                    _left += granted;
                    _isSpent = granted < wanted;
                }
            }
        }
        catch (Exception reason) when (reason is StorageException or TimeoutException)
        {
            lock (_lock)
            {
                _askAgainAt = time.GetTimestamp() + (long)(Rest.TotalSeconds * time.TimestampFrequency);
            }
        }
    }
}
