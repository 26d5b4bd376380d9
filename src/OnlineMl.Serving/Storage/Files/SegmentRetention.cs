namespace OnlineMl.Serving.Storage.Files;

/// <summary>Decides which segments go.</summary>
internal sealed class SegmentRetention(LogRetention retention, DateTimeOffset now)
{
    /// <summary>How many of the oldest segments go: those that the snapshots do not need and the retention does not keep, up to the first that
    /// stays. The newest one always stays, as it tells where the log ends.</summary>
    public int CountDroppable(IReadOnlyList<Segment> segments, long coveredTo)
    {
        var bytes = segments.Sum(segment => segment.Length);
        var count = 0;
        while (count < segments.Count - 1 && segments[count + 1].First - 1 <= coveredTo && IsBeyond(segments[count], bytes))
        {
            bytes -= segments[count].Length;
            count++;
        }

        return count;
    }

    private bool IsBeyond(Segment segment, long bytes) =>
        (retention.Time is { } time && now - segment.LastWrite >= time) || bytes > retention.Bytes;
}
