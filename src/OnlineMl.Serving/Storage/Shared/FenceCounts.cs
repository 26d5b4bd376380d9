namespace OnlineMl.Serving.Storage.Shared;

/// <summary>What the fence between the servers of a store has held back, counted since the store was opened.</summary>
internal sealed class FenceCounts
{
    private long _conflicts;
    private long _fenced;

    /// <summary>How many appends stood back because events of other servers were there.</summary>
    public long Conflicts => Interlocked.Read(ref _conflicts);

    /// <summary>How many events those appends had; they stand behind the others' now.</summary>
    public long FencedEvents => Interlocked.Read(ref _fenced);

    /// <summary>Counts an append that stood back.</summary>
    public void StandBack(int events)
    {
        Interlocked.Increment(ref _conflicts);
        Interlocked.Add(ref _fenced, events);
    }
}
