namespace OnlineMl.Serving.Hosting;

/// <summary>The time that events are stamped with: that of the system's clock, but for jumps of it, which are believed only once they have lasted.</summary>
/// <remarks>What is remembered is forgotten by the times of events, so a clock that is set wrong for a moment, in either direction, must not be one of
/// them. Between looks at the clock, a hundred in a second at most, time goes on as the process's own, which nobody sets. A clock that is wrong when the
/// process starts is believed.</remarks>
internal sealed class EventClock
{
    /// <summary>How long a jump must last.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Clocks that are kept right by others move by less at a time.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    // To look costs as much as all else that is done here, and calls come by the million.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    private const long NoDoubt = -1;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _ticksPerStamp;
    private readonly long _origin;

    // What the clock showed, as it is believed, at the origin, in ticks.
    private long _start;

    // When it was last looked at, in ticks since the origin.
    private long _looked = -BetweenLooks.Ticks;

    // By how many ticks the clock is ahead since when, in ticks since the origin.
    private long _doubted;
    private long _doubtedSince = NoDoubt;

    /// <summary>A clock that believes what another shows now.</summary>
    public EventClock(TimeProvider time)
    {
        _time = time;
        _ticksPerStamp = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;
        _origin = time.GetTimestamp();
        _start = time.GetUtcNow().UtcTicks;
    }

    /// <summary>The time of an event whose call came at a timestamp of the clock, which is not long ago.</summary>
    public DateTimeOffset At(long timestamp)
    {
        var elapsed = ElapsedAt(timestamp);
        if (elapsed - Volatile.Read(ref _looked) >= BetweenLooks.Ticks)
        {
            Look();
        }

        return new DateTimeOffset(Volatile.Read(ref _start) + elapsed, TimeSpan.Zero);
    }

    private static bool IsTolerable(long ticks) => Math.Abs(ticks) <= Tolerance.Ticks;

    private void Look()
    {
        lock (_lock)
        {
            var shown = _time.GetUtcNow().UtcTicks;
            var elapsed = ElapsedAt(_time.GetTimestamp());
            var ahead = shown - elapsed - _start;
            if (IsTolerable(ahead) || HasLasted(ahead, elapsed))
            {
                Volatile.Write(ref _start, _start + ahead);
                _doubtedSince = NoDoubt;
            }

            Volatile.Write(ref _looked, elapsed);
        }
    }

    private long ElapsedAt(long timestamp) => (long)((timestamp - _origin) * _ticksPerStamp);

    private bool HasLasted(long ahead, long elapsed)
    {
        if (_doubtedSince != NoDoubt && IsTolerable(ahead - _doubted))
        {
            return elapsed - _doubtedSince >= Patience.Ticks;
        }

        (_doubted, _doubtedSince) = (ahead, elapsed);
        return false;
    }
}
