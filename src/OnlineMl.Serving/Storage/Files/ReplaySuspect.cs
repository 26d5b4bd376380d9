namespace OnlineMl.Serving.Storage.Files;

/// <summary>An event that was being replayed when a process died.</summary>
/// <param name="Position">The event; 0 when there is none.</param>
/// <param name="Deaths">How many processes died at it, one after the other.</param>
internal readonly record struct ReplaySuspect(long Position, long Deaths)
{
    // Once may be chance: somebody may have killed the process just then.
    private const int MaxDeaths = 2;

    /// <summary>Whether that is enough to pass it over.</summary>
    public bool IsGuilty => Position > 0 && Deaths >= MaxDeaths;
}
