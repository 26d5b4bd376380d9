namespace OnlineMl.Neighbors;

/// <summary>One result of a search.</summary>
/// <param name="Slot">The place of the example in the window.</param>
/// <param name="Distance">Its distance; at least 0.</param>
public readonly record struct Neighbor(int Slot, double Distance);
