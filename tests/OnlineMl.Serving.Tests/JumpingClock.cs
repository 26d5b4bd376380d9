namespace OnlineMl.Serving.Tests;

/// <summary>A clock that somebody sets, while the time of the process goes on.</summary>
internal sealed class JumpingClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _shown = start;
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _shown;

    public override long GetTimestamp() => _passed;

    public void Pass(TimeSpan time) => (_shown, _passed) = (_shown + time, _passed + time.Ticks);

    public void Jump(TimeSpan time) => _shown += time;
}
