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

    private const long NoDoubt = -1;

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();

    // What the clock showed, as it is believed, at the origin, in ticks.
    private long _start = time.GetUtcNow().UtcTicks;

    // By how many ticks the clock is ahead since when, in ticks since the origin.
    private long _doubted;
    private long _doubtedSince = NoDoubt;

    /// <summary>The time of an event that comes now.</summary>
    public DateTimeOffset Now()
    {
        var shown = time.GetUtcNow();
        var elapsed = time.GetElapsedTime(_origin, time.GetTimestamp()).Ticks;
        var start = shown.UtcTicks - elapsed;
        if (Volatile.Read(ref _doubtedSince) == NoDoubt && IsTolerable(start - Volatile.Read(ref _start)))
        {
            Volatile.Write(ref _start, start);
            return shown;
        }

        lock (_lock)
        {
            var ahead = start - _start;
            if (IsTolerable(ahead) || HasLasted(ahead, elapsed))
            {
                Volatile.Write(ref _start, start);
                Volatile.Write(ref _doubtedSince, NoDoubt);
                return shown;
            }

            return new DateTimeOffset(_start + elapsed, TimeSpan.Zero);
        }
    }

    private static bool IsTolerable(long ticks) => Math.Abs(ticks) <= Tolerance.Ticks;

    private bool HasLasted(long ahead, long elapsed)
    {
        if (_doubtedSince != NoDoubt && IsTolerable(ahead - _doubted))
        {
            return elapsed - _doubtedSince >= Patience.Ticks;
        }

        _doubted = ahead;
        Volatile.Write(ref _doubtedSince, elapsed);
        return false;
    }
}
