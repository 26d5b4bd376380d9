namespace OnlineMl.Parity;

/// <summary>Records that are not compared, with the reason.</summary>
/// <param name="Reason">Why river's figure is not the one to have.</param>
/// <param name="Applies">Which records.</param>
/// <param name="LargestDifference">The relative difference up to which the reason explains it.</param>
public sealed record Exclusion(string Reason, Predicate<ParityRecord> Applies, double LargestDifference = double.MaxValue);
