using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Hosting;

/// <summary>A model as its log has it.</summary>
/// <param name="State">The model.</param>
/// <param name="SnapshotPosition">The position of the snapshot that it was restored from.</param>
/// <param name="SnapshotBytes">The length of that snapshot.</param>
/// <param name="Reservation">The memory that is kept for it.</param>
/// <param name="NeedsSnapshot">Whether another one should be written at once.</param>
internal sealed record RestoredModel(ModelState State, long SnapshotPosition, int SnapshotBytes, MemoryReservation Reservation, bool NeedsSnapshot);
