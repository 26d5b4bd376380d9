using System.Buffers;

namespace OnlineMl.Serving.Storage;

/// <summary>What is kept of the events and snapshots of one model, for reading only.</summary>
/// <remarks>It goes up to where the log ended when the history was opened, also when the log goes on.</remarks>
public interface IModelHistory
{
    /// <summary>The name of the model.</summary>
    string Name { get; }

    /// <summary>The position of the first event that is kept; <see cref="Position"/> + 1 when none is.</summary>
    long First { get; }

    /// <summary>The position of the last event; 0 when there is none.</summary>
    long Position { get; }

    /// <summary>What was found damaged or missing by reading.</summary>
    IReadOnlyList<StorageFault> Faults { get; }

    /// <summary>The positions of the events that no replay applies, ascending; see <see cref="IModelLog.PassedOver"/>.</summary>
    IReadOnlyList<long> PassedOver => [];

    /// <summary>The user who created the model; null when none did, or it was forgotten.</summary>
    string? CreatedBy => null;

    /// <summary>Reads events in the order of the log.</summary>
    /// <param name="after">The position before the first event wanted, at least 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events up to the first one that is missing or damaged, which is then added to <see cref="Faults"/>.</returns>
    IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken);

    /// <summary>The positions of the snapshots, newest first.</summary>
    Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken);

    /// <summary>Reads a snapshot, in pieces as the store keeps it; null when it is gone or cannot be read.</summary>
    Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken);
}
