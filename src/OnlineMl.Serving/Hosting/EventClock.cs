namespace OnlineMl.Serving.Hosting;

/// <summary>The time that events are stamped with: that of the system's clock, but for jumps of it, which are believed only once they have lasted.</summary>
/// <remarks>What is remembered is forgotten by the times of events, so a clock that is set wrong for a moment, in either direction, must not be one of
/// them. Between looks at the clock time goes on as the process's own, which nobody sets. A clock that is wrong when the process starts is believed.</remarks>
/// <param name="time">The clock.</param>
internal sealed class EventClock(TimeProvider time)
{
    /// <summary>How long a jump must last.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Clocks that are kept right by others move by less at a time.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _believed = time.GetUtcNow();
    private long _believedAt = time.GetTimestamp();
    private TimeSpan _doubted;
    private long? _doubtedSince;

    /// <summary>The time of an event that comes now.</summary>
    public DateTimeOffset Now()
    {
        lock (_lock)
        {
            var shown = time.GetUtcNow();
            var expected = _believed + time.GetElapsedTime(_believedAt);
            var ahead = shown - expected;
            if (ahead.Duration() <= Tolerance || HasLasted(ahead))
            {
                _doubtedSince = null;
                (_believed, _believedAt) = (shown, time.GetTimestamp());
                return shown;
            }

            return expected;
        }
    }

    private bool HasLasted(TimeSpan ahead)
    {
        if (_doubtedSince is { } since && (ahead - _doubted).Duration() <= Tolerance)
        {
            return time.GetElapsedTime(since) >= Patience;
        }

        (_doubted, _doubtedSince) = (ahead, time.GetTimestamp());
        return false;
    }
}
