namespace OnlineMl.Serving.Storage.Files;

/// <summary>The segments of one log, by position.</summary>
internal sealed class LogSegments(List<Segment> segments, LastSegment last)
{
    private readonly Lock _lock = new();

    public List<Segment> List()
    {
        lock (_lock)
        {
            return [.. segments];
        }
    }

    /// <summary>Takes note of events that became durable in a segment, which may be a new one.</summary>
    public void Extend(Segment segment, int length, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (segments.Count == 0 || segments[^1] != segment)
            {
                segments.Add(segment);
            }

            segment.Length += length;
            segment.LastWrite = now;
        }
    }

    public void Remove(Segment segment)
    {
        lock (_lock)
        {
            segments.Remove(segment);
        }
    }

    /// <summary>Puts others in the place of all.</summary>
    public void Replace(List<Segment> others)
    {
        lock (_lock)
        {
            segments.Clear();
            segments.AddRange(others);
        }
    }

    /// <summary>Misses the last segment no more, because it is to go.</summary>
    public void ForgetLast() => last.Forget();

    /// <summary>Misses the last segment no more when it is one of those that are to go.</summary>
    public void ForgetLastOf(IEnumerable<Segment> leaving)
    {
        if (leaving.Any(segment => segment.First == last.First))
        {
            last.Forget();
        }
    }
}
