namespace OnlineMl.Serving.Storage.Files;

/// <summary>Decides which segments and snapshots stay.</summary>
/// <remarks>Recovery needs the two newest snapshots and the events behind the older one. Events that the retention keeps beyond them are
/// replayed from a snapshot before them, their base. As they age a later base takes its place, for which a few of the snapshots between
/// stay.</remarks>
internal sealed class SegmentRetention(LogRetention retention, DateTimeOffset now)
{
    /// <summary>How many snapshots recovery needs.</summary>
    public const int NeededSnapshots = 2;

    private const int MaxBetween = 5;

    private readonly bool _keepsNothing = retention.Time <= TimeSpan.Zero || retention.Bytes <= 0;
    private readonly bool _keepsAll = retention.Time is null && retention.Bytes is null;

    /// <summary>Chooses from the segments by position and at least <see cref="NeededSnapshots"/> snapshots, newest first.</summary>
    /// <returns>How many of the oldest segments go, and the snapshots that stay. The newest segment always stays, as it tells where the log
    /// ends.</returns>
    public (int Dropped, IReadOnlyList<long> Kept) Choose(IReadOnlyList<Segment> segments, IReadOnlyList<long> snapshots)
    {
        var kept = snapshots.Take(NeededSnapshots).ToList();
        if (segments.Count == 0)
        {
            return (0, kept);
        }

        var dropped = CountBeyond(segments, coveredTo: kept[^1]);
        var first = segments[dropped].First;
        if (_keepsNothing)
        {
            kept.AddRange(snapshots.Skip(NeededSnapshots).Where(old => old == 0 && first == 1));
            return (dropped, kept);
        }

        var start = snapshots.FirstOrDefault(snapshot => snapshot < first, snapshots[^1]);
        while (start < first && dropped > 0 && !IsCovered(segments, dropped - 1, start))
        {
            dropped--;
        }

        kept.AddRange(snapshots.Skip(NeededSnapshots).Where(old => old >= start));
        Thin(kept);
        return (dropped, kept);
    }

    /// <summary>Takes out snapshots between the base and the needed ones until few are left, each time the one between the closest
    /// neighbours.</summary>
    private void Thin(List<long> kept)
    {
        var most = NeededSnapshots + (_keepsAll ? 0 : MaxBetween) + 1;
        while (kept.Count > most)
        {
            kept.RemoveAt(Enumerable.Range(NeededSnapshots, kept.Count - NeededSnapshots - 1).MinBy(index => kept[index - 1] - kept[index + 1]));
        }
    }

    private int CountBeyond(IReadOnlyList<Segment> segments, long coveredTo)
    {
        var bytes = segments.Sum(segment => segment.Length);
        var count = 0;
        while (IsCovered(segments, count, coveredTo) && IsBeyond(segments, count, bytes))
        {
            bytes -= segments[count].Length;
            count++;
        }

        return count;
    }

    private static bool IsCovered(IReadOnlyList<Segment> segments, int index, long position) =>
        index < segments.Count - 1 && segments[index + 1].First - 1 <= position;

    private bool IsBeyond(IReadOnlyList<Segment> segments, int index, long bytes) =>
        (retention.Time is { } time && AgeOf(segments, index) >= time) || bytes > retention.Bytes;

    // What was written while the clock was ahead is at least as old as what was written next.
    private TimeSpan AgeOf(IReadOnlyList<Segment> segments, int index)
    {
        while (index < segments.Count && segments[index].LastWrite > now)
        {
            index++;
        }

        return index < segments.Count ? now - segments[index].LastWrite : TimeSpan.Zero;
    }
}
