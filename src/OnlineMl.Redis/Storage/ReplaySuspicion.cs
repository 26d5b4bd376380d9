namespace OnlineMl.Redis.Storage;

/// <summary>Where replays of a log ended with their process, or are now.</summary>
/// <param name="Areas">The first and the last event of each place.</param>
/// <param name="Deaths">Of how many processes each event is said to be the end.</param>
internal sealed record ReplaySuspicion(IReadOnlyList<(long First, long Last)> Areas, IReadOnlyDictionary<long, long> Deaths)
{
    // Once may be chance: somebody may have killed the process just then.
    private const int MaxDeaths = 2;

    public static ReplaySuspicion None { get; } = new([], new Dictionary<long, long>());

    /// <summary>The events of which enough processes died to pass them over.</summary>
    public IEnumerable<long> Guilty => Deaths.Where(death => death.Value >= MaxDeaths).Select(death => death.Key);

    /// <summary>Whether an event is to be marked by itself.</summary>
    public bool Concerns(long position) => Deaths.ContainsKey(position) || Areas.Any(area => position >= area.First && position <= area.Last);
}
