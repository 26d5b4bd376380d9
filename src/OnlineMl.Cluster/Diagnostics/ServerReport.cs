namespace OnlineMl.Cluster.Diagnostics;

/// <summary>What a server says of itself to the others.</summary>
internal sealed record ServerReport(
    DateTimeOffset At, bool IsJoined, long OwnerChanges, long TakeOvers, long Conflicts, IReadOnlyList<string> Owned, IReadOnlyDictionary<string, long> Positions, long FencedEvents = 0);
