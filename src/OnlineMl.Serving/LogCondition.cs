namespace OnlineMl.Serving;

/// <summary>How the log of a model is.</summary>
/// <param name="LastPosition">The position of the last event that there is.</param>
/// <param name="SnapshotPosition">The position of the newest snapshot that can be read.</param>
/// <param name="GoodPosition">The position up to which every event behind that snapshot can be read; the last one when nothing is missing.</param>
/// <param name="Findings">What is damaged, in sentences.</param>
public sealed record LogCondition(long LastPosition, long SnapshotPosition, long GoodPosition, IReadOnlyList<string> Findings)
{
    /// <summary>Whether the model can be restored with all its events.</summary>
    public bool IsWhole => GoodPosition >= LastPosition;
}
