namespace OnlineMl.Parity;

/// <summary>What became of one record.</summary>
/// <param name="Record">The record.</param>
/// <param name="Status">What became of it.</param>
/// <param name="MaxRelativeDifference">The largest relative difference found; null when it was not compared.</param>
/// <param name="Why">The first difference, or the reason why it was not compared.</param>
public sealed record RecordResult(ParityRecord Record, RecordStatus Status, double? MaxRelativeDifference, string? Why);
