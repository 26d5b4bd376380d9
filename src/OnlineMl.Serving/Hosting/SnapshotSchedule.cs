namespace OnlineMl.Serving.Hosting;

/// <summary>What is known of the newest snapshot of a model in memory, and when the next one is due.</summary>
internal sealed class SnapshotSchedule(OnlineMlServingOptions options, TimeProvider time)
{
    // Snapshots of a model that learns fast take at most one part in so many of the time …
    private const int MaxRestPerWork = 20;

    // … and, when they are large, at most one byte for so many bytes of events.
    private const long EventBytesPerByte = 4;

    // A log that has this part of what it may have is to be dropped by a snapshot.
    private const int PartForSnapshot = 4;

    private const int LargeBytes = 1024 * 1024;

    private long _time = time.GetTimestamp();
    private TimeSpan _duration;

    /// <summary>The position that it stands for.</summary>
    public long Position { get; private set; }

    /// <summary>Its length.</summary>
    public int Bytes { get; private set; }

    /// <summary>How many bytes of events were applied since.</summary>
    public long EventBytes { get; set; }

    /// <summary>Whether another is wanted now, because it was found damaged or to see whether there is space again.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Why the last one could not be stored; null when it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether so many events came since that it is time for another one.</summary>
    /// <param name="position">The position of the last event.</param>
    /// <param name="now">The time, as a timestamp of the clock.</param>
    public bool IsDueByCount(long position, long now) =>
        (position - Position >= options.Storage.SnapshotEvents && HasRested(now) && IsWorthItsBytes) || IsLogLong(now);

    /// <summary>Whether the log has as many bytes of events since as it may have.</summary>
    public bool IsLogFull => EventBytes >= options.Storage.MaxLogBytes;

    /// <summary>Whether it is time for another one.</summary>
    public bool IsDue(long position)
    {
        var now = time.GetTimestamp();
        return IsLogLong(now) || (HasRested(now)
            && (IsOverdue || IsDueByCount(position, now) || (position > Position && AgeAt(now) >= options.Storage.SnapshotInterval)));
    }

    /// <summary>Takes note of one that was there when the model was loaded.</summary>
    public void Found(long position, int bytes) => (Position, Bytes) = (position, bytes);

    /// <summary>Takes note that another one is begun.</summary>
    public void Begin() => _time = time.GetTimestamp();

    /// <summary>Takes note of a new one.</summary>
    /// <param name="position">The position that it stands for.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="eventBytes">What <see cref="EventBytes"/> was at that position.</param>
    /// <returns>How long it took.</returns>
    public TimeSpan Stored(long position, int bytes, long eventBytes)
    {
        (Position, Bytes, IsOverdue, Fault) = (position, bytes, false, null);
        EventBytes -= eventBytes;
        return _duration = Age;
    }

    /// <summary>Takes note that a new one could not be stored, which is tried again after a rest as well.</summary>
    public void Failed(string reason) => (Fault, _duration) = (reason, Age);

    private TimeSpan Age => AgeAt(time.GetTimestamp());

    private TimeSpan AgeAt(long now) => time.GetElapsedTime(_time, now);

    private bool IsLogLong(long now) => EventBytes >= options.Storage.MaxLogBytes / PartForSnapshot && (Fault is null || HasRested(now));

    private bool HasRested(long now) => AgeAt(now) >= _duration * MaxRestPerWork;

    private bool IsWorthItsBytes => Bytes < LargeBytes || EventBytes >= Bytes * EventBytesPerByte;
}
